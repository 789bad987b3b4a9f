/** A wire format as the gateway sees it: which operations it has, where they are, and how it reports errors. */
import type { Refusal } from "@headgate/core";
import type { ErrorContext, ErrorFacts } from "./error-facts.ts";
import type { Operation } from "./operation.ts";

export interface Dialect {
  readonly name: string;
  readonly operations: readonly Operation[];
  /** For clients that talk to a provider directly, if its config lets them; not one of the operations. */
  readonly passthrough?: Operation | undefined;
  /** What providers store for their clients, at the paths that the vendor's own SDKs use; passed through as well. */
  readonly stored?: Stored | undefined;
  /** The header that carries a provider key. */
  authorization(secret: string): readonly [name: string, value: string];
  /** Client headers that are relayed to a provider of this dialect, in lower case, each with the value to send if the client gives none. */
  readonly relays?: Readonly<Record<string, string | undefined>> | undefined;
  /** A response header that carries the request id, in addition to `x-request-id`. */
  readonly requestIdHeader?: string | undefined;
  /** The status codes on which vendors differ; default 503 and 429. */
  readonly statuses?: Statuses | undefined;
  /** The JSON body of a refusal. */
  renderError(refusal: Refusal, about: ErrorContext): string;
  /** A provider's own error body; undefined when it is not well-formed. */
  readError(body: Uint8Array): ErrorFacts | undefined;
}

export interface Stored {
  /** Path prefixes that clients use. In an exchange the path is always below the first; at a provider it is below the base URL. */
  readonly below: readonly string[];
  readonly paths: readonly StoredPath[];
}

export interface StoredPath {
  /** The rest of the path, after `below`. `:id` matches any one segment, a trailing `/*` everything that follows. */
  readonly path: string;
  /** Absent: those that the provider's config allows. */
  readonly methods?: readonly string[] | undefined;
  /** Absent: all prefixes of the dialect. Needed if the path belongs to another dialect below the other prefixes. */
  readonly below?: readonly string[] | undefined;
  /** The operation that creates these objects: a provider that serves it needs no rule for them. */
  readonly madeBy?: string | undefined;
  /** Rewrites the vendor's own URLs in a JSON answer so that they lead back through the gateway. Absent: answers are not inspected. */
  readonly relocate?: ((answer: Uint8Array) => Uint8Array) | undefined;
}

/** Status codes for an overloaded provider and for a client without credit. */
export interface Statuses {
  readonly overloaded: number;
  readonly unpaid: number;
}
