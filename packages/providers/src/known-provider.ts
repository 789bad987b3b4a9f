/** What is known of a provider before anybody has configured it: plain data, which a config may say otherwise field by field. */
import type { Exchange } from "@headgate/core";

export interface KnownProvider {
  /** What a config calls it in `use`. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** Where its own documents say all this. */
  readonly docs: string;
  /** The wire format it speaks. */
  readonly dialect: string;
  /** Where its API begins; `{name}` is filled from the option of that name. */
  readonly baseUrl: string;
  /** What a config has to say of it beside keys, by name. */
  readonly options?: Readonly<Record<string, KnownOption>>;
  readonly key: KnownKey;
  /** What it serves, as exchanges call it: a conversation in any other operation is carried as one of these. */
  readonly operations: readonly Exchange["operation"][];
  readonly quirks?: Quirks;
}

export interface KnownOption {
  /** "the name of the resource". */
  readonly about: string;
  /** Absent: it must be said. */
  readonly default?: string;
  /** Environment variables in which it is looked for when there is no config at all, the usual one first. */
  readonly variables?: readonly string[];
  /** Values with which the API begins elsewhere. */
  readonly baseUrls?: Readonly<Record<string, string>>;
}

export interface KnownKey {
  /** Environment variables that usually hold it, the usual one first; none where none is needed. */
  readonly variables: readonly string[];
  /** Variables that hold its parts, which stand joined by ":" in it; the last ones may be unset, but for the first two. */
  readonly parts?: readonly string[];
  /** A variable that names the file which is the key. */
  readonly file?: string;
  /** Absent: where the dialect has it. Without a scheme the key stands alone. */
  readonly authorization?: { readonly header: string; readonly scheme?: string };
}

export type KnownSignature =
  | { readonly kind: "aws-sigv4"; readonly service: string; readonly region: string }
  | { readonly kind: "google-oauth" };

/** Where it differs from its dialect. Each is a field of a config's provider, and means the same. */
export interface Quirks {
  /** "none": its chat streams may end without `[DONE]`. */
  readonly terminator?: "done" | "none";
  /** false: it tells the usage of a stream without being asked, and may not know the question. */
  readonly streamUsage?: boolean;
  /** For every call; never a secret. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For every call, such as `api-version`; `{name}` is filled as in `baseUrl`. */
  readonly query?: Readonly<Record<string, string>>;
  /** By operation, `*` for every other, a pair where streams have another: `{path}` is the dialect's own path, `{model}` the model, other names are options. */
  readonly paths?: Readonly<Record<string, string | readonly [blocking: string, streaming: string]>>;
  /** Body fields that it knows by another name, or by none. */
  readonly rename?: Readonly<Record<string, string | null>>;
  /** Body members that are set to this JSON value, or taken out where it is null. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Headers of its dialect that it does not take: the body member that has their list instead, or null for none. */
  readonly headerMembers?: Readonly<Record<string, string | null>>;
  /** How a key proves itself, where a header that never changes is not enough. */
  readonly signature?: KnownSignature;
  readonly framing?: "sse" | "aws-event-stream";
  /** It usually stands on one's own machine. */
  readonly allowPrivateNetwork?: boolean;
}
