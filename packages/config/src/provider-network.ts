/** The way from the gateway to a provider: a proxy, and a private certificate authority. */
import { X509Certificate } from "node:crypto";
import { z } from "zod";

const proxyUrl = "an http or https URL of a host and its port, with or without credentials";

export const proxySchema = z
  .string()
  .superRefine((text, context) => judged(isProxyUrl(text), "another text", proxyUrl, context))
  .meta({ title: proxyUrl })
  .optional()
  .describe(
    'A proxy that every call goes through by CONNECT; with credentials better `"env.NAME"`. It looks up the names of hosts, so only an address in `baseUrl` itself is checked to be public',
  );

const authority = "one or more certificates in PEM";

export const caSchema = z
  .string()
  .superRefine((text, context) => judged(isPem(text), "a text that cannot be read as such", authority, context))
  .meta({ title: authority })
  .optional()
  .describe('Certificate authorities that are trusted besides the usual ones; better `"file.PATH"`');

interface Proxied {
  readonly proxy?: string | undefined;
  readonly headers?: Record<string, string> | undefined;
}

/** Moves a proxy's credentials to the headers, `proxy-authorization`: wherever a config is shown or logged, those are hidden. */
export function withHiddenProxy<T extends Proxied>(provider: T): T {
  if (provider.proxy === undefined) return provider;
  const { username, password, origin } = new URL(provider.proxy);
  if (username === "" && password === "") return provider;
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers = { ...provider.headers, "proxy-authorization": `Basic ${Buffer.from(pair).toString("base64")}` };
  return { ...provider, proxy: origin, headers };
}

/** Never quotes the text itself, which can contain a password or a private key. */
function judged(isGood: boolean, found: string, expected: string, context: z.RefinementCtx): void {
  if (!isGood) context.addIssue({ code: "custom", params: { found }, message: expected });
}

function isProxyUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password, pathname, search, hash } = new URL(text);
  try {
    decodeURIComponent(username + password);
  } catch {
    return false;
  }
  return `${pathname}${search}${hash}` === "/";
}

function isPem(text: string): boolean {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----/gs) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block)).length > 0;
  } catch {
    return false;
  }
}
