/** A request in vendor-neutral form: every format is read into this and written from it, so that none has to know another. */

export interface Conversation {
  /** The provider's name for it. */
  readonly model: string;
  readonly stream: boolean;
  /** Instructions from before the conversation, in order. */
  readonly system: readonly string[];
  /** Formats that need it join neighbours of the same role. */
  readonly turns: readonly Turn[];
  readonly tools: readonly Tool[];
  readonly toolChoice?: ToolChoice | undefined;
  /** False: only one call at a time. */
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
  /** How long the answer should be. */
  readonly verbosity?: Verbosity | undefined;
  /** The client's id for the end user. */
  readonly user?: string | undefined;
}

export interface Turn {
  /** "system": an instruction in the middle of the conversation. Tool results are in user turns, before what the user says. */
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
/** Bytes in base64, a URL, or (documents only) plain text. A file id in one vendor's storage never gets here: it is a loss. */
export type Source =
  | { readonly kind: "data"; readonly mediaType: string; readonly base64: string }
  | { readonly kind: "url"; readonly url: string; readonly mediaType?: string | undefined }
  | { readonly kind: "text"; readonly text: string };

/** A tool call of the model. */
export interface CallPart {
  readonly kind: "call";
  readonly id: string;
  readonly name: string;
  /** JSON of an object, as it was written: the order of its keys matters to the prompt cache. Never empty: a call without arguments has `{}`. */
  readonly arguments: string;
  /** What its vendor wants back with it; useless to any other. */
  readonly signature?: Signature | undefined;
}
export interface ResultPart {
  readonly kind: "result";
  /** The id of the call. */
  readonly id: string;
  /** The name of the tool; readers that do not have it look it up in the earlier calls. */
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
/** Signed state, which never crosses from one vendor to another. */
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
  /** Whether the client wants to see it; undefined: the vendor's default. */
  readonly shown?: boolean | undefined;
}
