/** What an Amazon key can be: access keys that sign, or a Bedrock API key. */
import type { KeyFault } from "./signer.ts";

export type AwsKey =
  | { readonly bearer: string }
  | {
      readonly accessKeyId: string;
      readonly secretAccessKey: string;
      readonly sessionToken?: string;
      readonly secrets: readonly string[];
    };

/** `ACCESS_KEY_ID:SECRET_ACCESS_KEY[:SESSION_TOKEN]`; without a colon it is a Bedrock API key. */
export function awsKey(value: string): AwsKey | KeyFault {
  if (!/^[\x21-\x7e]+$/.test(value)) return { found: "a text with spaces or other characters that no key has", expected };
  const [accessKeyId = "", secretAccessKey, sessionToken, ...more] = value.split(":");
  if (secretAccessKey === undefined) return { bearer: value };
  if (accessKeyId === "" || secretAccessKey === "" || sessionToken === "") return { found: "an empty part", expected };
  if (more.length > 0) return { found: `${more.length + 3} parts`, expected };
  if (sessionToken === undefined) return { accessKeyId, secretAccessKey, secrets: [secretAccessKey] };
  return { accessKeyId, secretAccessKey, sessionToken, secrets: [secretAccessKey, sessionToken] };
}

const expected = "ACCESS_KEY_ID:SECRET_ACCESS_KEY, with :SESSION_TOKEN where there is one, or a Bedrock API key";
