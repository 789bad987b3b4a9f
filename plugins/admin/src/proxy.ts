/** Bifrost's `proxy_config` as the config file has it: the credentials become a header, because headers are stored encrypted and shown masked. */
import { RefusalError } from "@headgate/core";

export interface Proxied {
  readonly proxy?: unknown;
  /** Value of `proxy-authorization`. */
  readonly authorization?: string;
}

/** Throws a RefusalError for a kind of proxy that there is not. Whoever stores the URL judges it. */
export function proxyOf(config: Readonly<Record<string, unknown>>): Proxied {
  const { type = "http", url = "", username = "", password = "" } = config;
  if (type === "none" || Object.keys(config).length === 0) return {};
  if (type !== "http") throw wrong("type", `found ${JSON.stringify(type)}, expected "http" or "none"`);
  for (const [name, value] of Object.entries({ username, password }))
    if (typeof value !== "string") throw wrong(name, "expected a string");
  if (typeof url !== "string" || !URL.canParse(url)) return { proxy: url };
  const parsed = new URL(url);
  try {
    const user = (username as string) || decodeURIComponent(parsed.username);
    const secret = (password as string) || decodeURIComponent(parsed.password);
    [parsed.username, parsed.password] = ["", ""];
    const pair = Buffer.from(`${user}:${secret}`).toString("base64");
    return { proxy: parsed.href, ...(user + secret !== "" && { authorization: `Basic ${pair}` }) };
  } catch {
    throw wrong("url", "expected credentials whose % signs stand before two hexadecimal digits");
  }
}

function wrong(name: string, fault: string): RefusalError {
  const param = `proxy_config.${name}`;
  return new RefusalError({
    code: "invalid_value",
    status: 400,
    message: `${param}: ${fault}`,
    param,
    type: "invalid_request_error",
  });
}
