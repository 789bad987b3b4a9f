/** What is known of a provider before it is configured: plain data, which a config can override field by field. */
import type { Exchange } from "@headgate/core";

export interface KnownProvider {
  /** The name to use it by, in `use`. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** The provider's own documentation of all this. */
  readonly docs: string;
  /** The wire format it speaks. */
  readonly dialect: string;
  /** The base URL of its API; `{name}` is replaced by the option of that name. */
  readonly baseUrl: string;
  /** What a config has to set besides keys, by name. */
  readonly options?: Readonly<Record<string, KnownOption>>;
  readonly key: KnownKey;
  /** The operations it serves, by their exchange names: a conversation in any other is translated to one of these. */
  readonly operations: readonly Exchange["operation"][];
  readonly quirks?: Quirks;
}

export interface KnownOption {
  /** "the name of the resource". */
  readonly about: string;
  /** Absent: it must be set. */
  readonly default?: string;
  /** Environment variables to look in when there is no config, the usual one first. */
  readonly variables?: readonly string[];
  /** Base URLs for values that need a different one. */
  readonly baseUrls?: Readonly<Record<string, string>>;
}

export interface KnownKey {
  /** Environment variables that may hold the key, the usual one first; empty if it needs none. */
  readonly variables: readonly string[];
  /** Variables that hold its parts, to be joined by ":"; all but the first two may be unset. */
  readonly parts?: readonly string[];
  /** A variable with the path of a file that is the key. */
  readonly file?: string;
  /** Absent: sent as the dialect does. Without a scheme, the header is the key alone. */
  readonly authorization?: { readonly header: string; readonly scheme?: string };
}

export type KnownSignature =
  | { readonly kind: "aws-sigv4"; readonly service: string; readonly region: string }
  | { readonly kind: "google-oauth" };

/** Its differences from its dialect. Each is also an option of a config's provider, with the same meaning. */
export interface Quirks {
  /** "none": its chat streams may end without `[DONE]`. */
  readonly terminator?: "done" | "none";
  /** false: it reports a stream's usage unasked, and may reject the request for it. */
  readonly streamUsage?: boolean;
  /** Sent with every call; never a secret. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent with every call, such as `api-version`; `{name}` is replaced as in `baseUrl`. */
  readonly query?: Readonly<Record<string, string>>;
  /** By operation, `*` for all others; a pair if streams have a path of their own. `{path}` is the dialect's own path, `{model}` the model, other names are options. */
  readonly paths?: Readonly<Record<string, string | readonly [blocking: string, streaming: string]>>;
  /** Body fields that it knows by another name, or (null) not at all. */
  readonly rename?: Readonly<Record<string, string | null>>;
  /** Body members to set to this JSON value, or to remove if it is null. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Headers of its dialect that it does not accept: the body member that takes their values instead, or null for none. */
  readonly headerMembers?: Readonly<Record<string, string | null>>;
  /** How requests are signed, if a constant header is not enough. */
  readonly signature?: KnownSignature;
  readonly framing?: "sse" | "aws-event-stream";
  /** True if it usually runs on the user's own machine. */
  readonly allowPrivateNetwork?: boolean;
}
