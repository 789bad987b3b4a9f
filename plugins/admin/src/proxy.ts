/** Bifrost's `proxy_config` as the config file has it: the credentials become a header, because headers are stored encrypted and shown masked. */
import { invalidValue } from "./invalid-value.ts";

export interface Proxied {
  readonly proxy?: unknown;
  /** Value of `proxy-authorization`. */
  readonly authorization?: string;
}

/** Throws a RefusalError for a kind of proxy that there is not. Whoever stores the URL judges it. */
export function proxyOf(config: Readonly<Record<string, unknown>>): Proxied {
  const { type = "http", url = "" } = config;
  if (type === "none" || Object.keys(config).length === 0) return {};
  if (type !== "http") throw invalidValue("proxy_config.type", `found ${JSON.stringify(type)}, expected "http" or "none"`);
  const [username, password] = [textIn(config, "username"), textIn(config, "password")];
  if (typeof url !== "string" || !URL.canParse(url)) return { proxy: url };
  const parsed = new URL(url);
  try {
    const user = username || decodeURIComponent(parsed.username);
    const secret = password || decodeURIComponent(parsed.password);
    [parsed.username, parsed.password] = ["", ""];
    const pair = Buffer.from(`${user}:${secret}`).toString("base64");
    return { proxy: parsed.href, ...(user + secret !== "" && { authorization: `Basic ${pair}` }) };
  } catch {
    throw invalidValue("proxy_config.url", "expected credentials whose % signs stand before two hexadecimal digits");
  }
}

function textIn(config: Readonly<Record<string, unknown>>, name: string): string {
  const { [name]: value = "" } = config;
  if (typeof value !== "string") throw invalidValue(`proxy_config.${name}`, "expected a string");
  return value;
}
