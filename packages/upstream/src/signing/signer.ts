/** Keys that prove themselves anew for each request, where no fixed header would do. */
import type { Credential, MaybePromise, Refusal } from "@headgate/core";
import { awsKey } from "./aws-key.ts";
import { createAwsSigner } from "./aws-signer.ts";
import { googleKey } from "./google-key.ts";
import { createGoogleSigner } from "./google-signer.ts";

/** "aws-sigv4": by a signature over the request. "google-oauth": by an access token that is got for the key. */
export type Signature =
  | { readonly kind: "aws-sigv4"; readonly service: string; readonly region: string }
  | { readonly kind: "google-oauth" };

/** A request as it will leave. */
export interface Unsigned {
  readonly method: string;
  /** Begins at the origin, with the query. */
  readonly path: string;
  /** Flat. */
  readonly headers: readonly string[];
  readonly body: Uint8Array | readonly Uint8Array[] | AsyncIterable<Uint8Array>;
}

export interface Signed {
  /** To be sent beside the others, flat. */
  readonly headers: readonly string[];
  /** What of them nobody may hear. */
  readonly secrets: readonly string[];
  /** The provider has answered 401: what was got for the key is worth nothing any more. */
  rejected?(): void;
}

export interface Signer {
  /** All of a body is needed before it can be sent. */
  readonly signsBody: boolean;
  /** A promise only where something has to be fetched. `now` in milliseconds. Throws for a credential of another origin. */
  sign(credential: Credential, request: Unsigned, now: number): MaybePromise<Signed | Refusal>;
  /** Of a key all parts that nobody may hear. */
  secretsOf(credential: Credential): readonly string[];
  close(): Promise<void>;
}

/** Both are said after the key's place in the config. */
export interface KeyFault {
  readonly found: string;
  readonly expected: string;
}

export interface SignerOptions {
  /** The provider's. */
  readonly name: string;
  readonly origin: string;
  readonly allowPrivateNetwork: boolean;
}

/** What is wrong with a key, without a word of it; undefined: nothing. */
export function keyFault(
  signature: Signature | undefined,
  value: string,
  { allowPrivateNetwork }: Pick<SignerOptions, "allowPrivateNetwork">,
): KeyFault | undefined {
  if (!signature) return undefined;
  const key = signature.kind === "aws-sigv4" ? awsKey(value) : googleKey(value, allowPrivateNetwork);
  return "expected" in key ? key : undefined;
}

/** Of a key that is no fault all parts that nobody may hear. */
export function secretParts(signature: Signature | undefined, value: string): readonly string[] {
  if (!signature) return [value];
  const key = signature.kind === "aws-sigv4" ? awsKey(value) : googleKey(value, true);
  return "secrets" in key ? [value, ...key.secrets] : [value];
}

export function createSigner(signature: Signature, options: SignerOptions): Signer {
  return signature.kind === "aws-sigv4" ? createAwsSigner(signature, options) : createGoogleSigner(options);
}
