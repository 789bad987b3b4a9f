/** What a Google key can be: a service account's or an authorized user's JSON, or an access token that is renewed elsewhere. */
import { createPrivateKey, type KeyObject } from "node:crypto";
import type { KeyFault } from "./signer.ts";

export type GoogleKey =
  | { readonly token: string }
  | {
      readonly email: string;
      readonly key: KeyObject;
      readonly keyId: string | undefined;
      readonly granter: string;
      readonly secrets: readonly string[];
    }
  | { readonly refresh: Readonly<Record<string, string>>; readonly granter: string; readonly secrets: readonly string[] };

const expected =
  'the JSON of a service account or an authorized user (better "file.PATH" of the file that Google gave), or an access token';

/** `anywhere`: tokens can be requested without TLS. */
export function googleKey(value: string, anywhere: boolean): GoogleKey | KeyFault {
  if (!/^\s*\{/.test(value)) {
    if (value.endsWith(".json")) return { found: "the path of a file, not what stands in it", expected };
    return /^[\x21-\x7e]+$/.test(value) ? { token: value } : { found: "a text with spaces or line breaks", expected };
  }
  const said = parsed(value);
  if (!said) return { found: "JSON that cannot be read", expected };
  const lacking = (names: readonly string[]): KeyFault | undefined => {
    const missing = names.filter((name) => typeof said[name] !== "string" || said[name] === "");
    return missing.length > 0 ? { found: `JSON without ${missing.join(" and ")}`, expected } : undefined;
  };
  const text = (name: string): string => said[name] as string;
  const granter = said["token_uri"] ?? "https://oauth2.googleapis.com/token";
  if (!isGranter(granter, anywhere)) return { found: "a token_uri that is no https URL", expected };
  if (said["type"] === "service_account") {
    const none = lacking(["client_email", "private_key"]);
    if (none) return none;
    const key = rsaKey(text("private_key"));
    if (!key) return { found: "JSON whose private_key is no RSA key", expected };
    const keyId = typeof said["private_key_id"] === "string" ? said["private_key_id"] : undefined;
    return { email: text("client_email"), key, keyId, granter, secrets: [text("private_key"), ...linesOf(text("private_key"))] };
  }
  if (said["type"] === "authorized_user") {
    const names = ["client_id", "client_secret", "refresh_token"];
    const none = lacking(names);
    if (none) return none;
    const refresh = Object.fromEntries(names.map((name) => [name, text(name)]));
    return { refresh, granter, secrets: [text("client_secret"), text("refresh_token")] };
  }
  return { found: "JSON of another type than service_account and authorized_user", expected };
}

function parsed(value: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(value) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
}

function isGranter(url: unknown, anywhere: boolean): url is string {
  if (typeof url !== "string" || !URL.canParse(url)) return false;
  const { protocol, username, password } = new URL(url);
  return `${username}${password}` === "" && (protocol === "https:" || (anywhere && protocol === "http:"));
}

function rsaKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "rsa" ? key : undefined;
  } catch {
    // Its message can quote the key.
    return undefined;
  }
}

/** An answer that quotes part of a key quotes whole lines of it. */
function linesOf(pem: string): readonly string[] {
  return pem.split(/\r?\n/).filter((line) => line.length >= 20 && !line.startsWith("-----"));
}
