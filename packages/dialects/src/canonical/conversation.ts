/** What is asked for, in no vendor's words: every format is read into this and written from it, so that none has to know another. */

export interface Conversation {
  /** As the provider knows it. */
  readonly model: string;
  readonly stream: boolean;
  /** What the model is told before anybody speaks, in order. */
  readonly system: readonly string[];
  /** Neighbours of the same role are joined by the formats that need it. */
  readonly turns: readonly Turn[];
  readonly tools: readonly Tool[];
  readonly toolChoice?: ToolChoice | undefined;
  /** False: one call at a time. */
  readonly parallelTools?: boolean | undefined;
  /** Tokens, reasoning included. */
  readonly maxOutput?: number | undefined;
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly topK?: number | undefined;
  readonly seed?: number | undefined;
  readonly frequencyPenalty?: number | undefined;
  readonly presencePenalty?: number | undefined;
  readonly stop?: readonly string[] | undefined;
  readonly output?: OutputForm | undefined;
  readonly reasoning?: Reasoning | undefined;
  /** How long the answer is to be. */
  readonly verbosity?: Verbosity | undefined;
  /** Who the end user is, as the client calls them. */
  readonly user?: string | undefined;
}

export interface Turn {
  /** "system": said in the middle of the conversation. Results of tools stand in user turns, before what the user says. */
  readonly role: "user" | "assistant" | "system";
  readonly parts: readonly Part[];
}

export type Part = TextPart | ImagePart | DocumentPart | AudioPart | CallPart | ResultPart | ReasoningPart | RefusalPart;

export interface TextPart {
  readonly kind: "text";
  readonly text: string;
}
export interface ImagePart {
  readonly kind: "image";
  readonly source: Source;
  readonly detail?: string | undefined;
}
export interface DocumentPart {
  readonly kind: "document";
  readonly source: Source;
  readonly name?: string | undefined;
}
export interface AudioPart {
  readonly kind: "audio";
  readonly source: Source;
}
/** Bytes in base64, an address, or (documents) plain text. An id of one vendor's storage never gets here: it is a loss. */
export type Source =
  | { readonly kind: "data"; readonly mediaType: string; readonly base64: string }
  | { readonly kind: "url"; readonly url: string; readonly mediaType?: string | undefined }
  | { readonly kind: "text"; readonly text: string };

/** The model calls a tool. */
export interface CallPart {
  readonly kind: "call";
  readonly id: string;
  readonly name: string;
  /** JSON of an object, as it was written: key order bears on the prompt cache. Never empty: a call without arguments is `{}`. */
  readonly arguments: string;
  /** What its vendor wants back with it; of no use to another. */
  readonly signature?: Signature | undefined;
}
export interface ResultPart {
  readonly kind: "result";
  /** Of the call. */
  readonly id: string;
  /** Of the tool; readers that do not have it look it up among the calls before. */
  readonly name: string | undefined;
  readonly parts: readonly (TextPart | ImagePart | DocumentPart)[];
  readonly failed?: boolean | undefined;
}
export interface ReasoningPart {
  readonly kind: "reasoning";
  readonly text: string;
  readonly signature?: Signature | undefined;
}
export interface RefusalPart {
  readonly kind: "refusal";
  readonly text: string;
}
/** Signed state, which never crosses vendors. */
export interface Signature {
  readonly dialect: string;
  readonly value: string;
}

export interface Tool {
  readonly name: string;
  readonly description?: string | undefined;
  /** A whole JSON schema. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
  readonly strict?: boolean | undefined;
}
export type ToolChoice = "auto" | "none" | "required" | { readonly name: string };

export type Verbosity = "low" | "medium" | "high";

export type OutputForm =
  | { readonly kind: "json" }
  | {
      readonly kind: "schema";
      readonly name?: string | undefined;
      readonly description?: string | undefined;
      readonly schema: Readonly<Record<string, unknown>>;
      readonly strict?: boolean | undefined;
    };

export interface Reasoning {
  readonly effort?: "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max" | undefined;
  /** Tokens. */
  readonly budget?: number | undefined;
  /** Whether the client wants to see it; undefined: as the vendor does it. */
  readonly shown?: boolean | undefined;
}
