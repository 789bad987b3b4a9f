/** Amazon's Signature Version 4, made synchronously for each request; a Bedrock API key is sent unchanged. */
import aws4 from "aws4";
import type { Credential } from "@headgate/core";
import { type AwsKey, awsKey } from "./aws-key.ts";
import { unusableKey } from "../failure.ts";
import type { KeyFault, Signature, Signed, Signer, SignerOptions, Unsigned } from "./signer.ts";

export function createAwsSigner(
  { service, region }: Extract<Signature, { kind: "aws-sigv4" }>,
  { name, origin }: SignerOptions,
): Signer {
  const { host } = new URL(origin);
  const read = new WeakMap<Credential, AwsKey | KeyFault>();
  const keyOf = (credential: Credential): AwsKey | KeyFault => {
    let key = read.get(credential);
    if (!key) read.set(credential, (key = awsKey(credential.reveal(origin))));
    return key;
  };
  return {
    signsBody: true,
    sign(credential, request, now) {
      const key = keyOf(credential);
      if ("expected" in key) return unusableKey(name, credential, key);
      if ("bearer" in key) return { headers: ["authorization", `Bearer ${key.bearer}`], secrets: [] };
      return signed(request, key, { service, region, host, now });
    },
    secretsOf(credential) {
      const key = keyOf(credential);
      return [credential.reveal(origin), ...("secrets" in key ? key.secrets : [])];
    },
    close: async () => {},
  };
}

interface Scope {
  readonly service: string;
  readonly region: string;
  readonly host: string;
  readonly now: number;
}

function signed(
  { method, path, headers, body }: Unsigned,
  key: Extract<AwsKey, { secretAccessKey: string }>,
  { service, region, host, now }: Scope,
): Signed {
  const date = new Date(now).toISOString().replaceAll(/[:-]|\.\d{3}/g, "");
  const own = ["x-amz-date", date, ...(key.sessionToken === undefined ? [] : ["x-amz-security-token", key.sessionToken])];
  const all: Record<string, string> = { host };
  for (const list of [headers, own]) {
    for (let i = 0; i < list.length; i += 2) all[list[i]!.toLowerCase()] = list[i + 1]!;
  }
  // undici adds it, unless the body is a list of pieces.
  delete all["content-length"];
  const request = { method, path, service, region, headers: all, body: bytesOf(body), doNotModifyHeaders: true };
  const signer = new aws4.RequestSigner(request, key);
  signer.datetime = date;
  signer.parsePath();
  return { headers: [...own, "authorization", signer.authHeader()], secrets: [] };
}

function bytesOf(body: Unsigned["body"]): Buffer {
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (Symbol.asyncIterator in body) throw new Error("a body that is not in memory cannot be signed");
  return Buffer.concat(body);
}
