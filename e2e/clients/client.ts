/** What every client is to the script: questions and answers in no vendor's words. */

export interface Question {
  readonly model: string;
  readonly turns: readonly Turn[];
  readonly tools?: readonly Tool[];
  /** The answer shall be JSON that fits this JSON schema. */
  readonly schema?: Schema;
  readonly maxTokens?: number;
}

export type Turn =
  /** `image`: a PNG in base64. */
  { readonly user: string; readonly image?: string } | { readonly said: Said } | { readonly results: readonly Result[] };

export type Schema = Readonly<Record<string, unknown>>;

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: Schema;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: unknown;
}

export interface Result {
  readonly call: ToolCall;
  readonly output: string;
}

export interface Said {
  readonly text: string;
  readonly calls: readonly ToolCall[];
  readonly end: End;
  readonly usage: { readonly input: number; readonly output: number };
  /** As the client itself would put it into the next request. */
  readonly turn: unknown;
}

export type End = "end" | "length" | "tools";

export interface Client {
  ask(question: Question, signal?: AbortSignal): Promise<Said>;
  /** `hear` is told each piece of text as it comes; what is resolved is what the client's own accumulator made of them. */
  stream(question: Question, hear: (piece: string) => void, signal?: AbortSignal): Promise<Said>;
}

/** What a client throws for an answer of this status. */
export interface Thrown {
  readonly as: abstract new (...args: never[]) => Error;
  readonly like: object;
}

export interface Kind {
  readonly name: string;
  readonly dialect: "openai" | "anthropic" | "gemini";
  /** A client that never asks twice. */
  connect(url: string, apiKey: string): Client;
  throws(status: 400 | 401 | 429): Thrown;
  /** Of the gateway's names for a model the one that it can ask for; default `provider/model`. */
  modelName?(provider: string, model: string): string;
  /** What it cannot do, whoever answers it. */
  readonly limits?: readonly Limit[];
}

export interface Limit {
  /** The step, and how and of whom it is asked; absent: any. */
  readonly step: string;
  readonly mode?: "whole" | "streamed";
  readonly provider?: Kind["dialect"];
  readonly why: string;
}
