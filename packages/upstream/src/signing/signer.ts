/** Keys that prove themselves anew for each request, where a fixed header is not enough. */
import type { Credential, MaybePromise, Refusal } from "@headgate/core";
import type { Route } from "../sockets.ts";
import { awsKey } from "./aws-key.ts";
import { createAwsSigner } from "./aws-signer.ts";
import { googleKey } from "./google-key.ts";
import { createGoogleSigner } from "./google-signer.ts";

/** "aws-sigv4": by a signature over the request. "google-oauth": by an access token that is fetched for the key. */
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
  /** The parts of them that must stay secret. */
  readonly secrets: readonly string[];
  /** To be called when the provider has answered 401: what was fetched for the key is no longer valid. */
  rejected?(): void;
}

export interface Signer {
  /** The whole body is needed before it can be sent. */
  readonly signsBody: boolean;
  /** A promise only where something has to be fetched. `now` in milliseconds. Throws for a credential of another origin. */
  sign(credential: Credential, request: Unsigned, now: number): MaybePromise<Signed | Refusal>;
  /** All parts of a key that must stay secret. */
  secretsOf(credential: Credential): readonly string[];
  close(): Promise<void>;
}

/** Both follow the key's path in the config in a message. */
export interface KeyFault {
  readonly found: string;
  readonly expected: string;
}

export interface SignerOptions {
  /** The provider's. */
  readonly name: string;
  readonly origin: string;
  readonly allowPrivateNetwork: boolean;
  /** Used for requests to elsewhere too, such as for tokens. */
  readonly route?: Route | undefined;
}

/** What is wrong with a key, without quoting it; undefined: nothing. */
export function keyFault(
  signature: Signature | undefined,
  value: string,
  { allowPrivateNetwork }: Pick<SignerOptions, "allowPrivateNetwork">,
): KeyFault | undefined {
  if (!signature) return undefined;
  const key = signature.kind === "aws-sigv4" ? awsKey(value) : googleKey(value, allowPrivateNetwork);
  return "expected" in key ? key : undefined;
}

/** All parts of a valid key that must stay secret. */
export function secretParts(signature: Signature | undefined, value: string): readonly string[] {
  if (!signature) return [value];
  const key = signature.kind === "aws-sigv4" ? awsKey(value) : googleKey(value, true);
  return "secrets" in key ? [value, ...key.secrets] : [value];
}

export function createSigner(signature: Signature, options: SignerOptions): Signer {
  return signature.kind === "aws-sigv4" ? createAwsSigner(signature, options) : createGoogleSigner(options);
}
