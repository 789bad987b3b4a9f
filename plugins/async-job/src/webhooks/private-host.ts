/** Whether a URL's host is not part of the public internet, as far as its text shows; where a name leads, the egress judges. */
import { isPrivateAddress } from "@headgate/wire";

/** For `new URL(…).hostname`, which writes every address in one way. */
export function isPrivateHost(hostname: string): boolean {
  const name = hostname.replace(/\.$/, "");
  return name === "localhost" || name.endsWith(".localhost") || isPrivateAddress(name);
}
