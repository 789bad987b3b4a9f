/** The operations that stream: a table to run one promise over. */
import { chat, completions, responses } from "./openai.ts";
import { generate, messages } from "./others.ts";

export { chat, generate, messages, responses };

export interface Gateway {
  readonly url: string;
}

export interface StreamedOperation {
  readonly name: string;
  /** The provider of this operation's dialect. */
  readonly provider: "openai" | "anthropic" | "gemini";
  path(model: string, stream: boolean): string;
  /** `user` travels to the provider. */
  body(model: string, stream: boolean, user?: string): Readonly<Record<string, unknown>>;
  /** The official SDKs. */
  readonly listeners: readonly Listener[];
  /** What only a finished stream says. */
  readonly success: string;
  /** Part of the last frame of a stream whose provider was lost. */
  readonly failure: object;
}

/** How a client of one SDK listens. */
export interface Listener {
  readonly name: string;
  /** The pieces of the answer's text, as the SDK hands them out. */
  pieces(gateway: Gateway, model: string, more?: object): AsyncIterable<string>;
  /** The SDK's own helper, which puts the whole answer together. */
  helper?(gateway: Gateway, model: string): Promise<unknown>;
  /** Hears a piece and then does not want more, in one of the ways that the SDK has. */
  readonly leave: readonly ((gateway: Gateway, model: string) => Promise<void>)[];
  /** For the status of an answer, undefined where there was one already; null: that is no error of an answer. */
  statusOf(error: unknown): number | undefined | null;
}

export const operations: readonly StreamedOperation[] = [chat, completions, responses, messages, generate];

export interface Heard {
  readonly text: string;
  /** What the SDK threw; undefined when it took the stream for finished. */
  readonly error: Error | undefined;
}

export async function hear(pieces: AsyncIterable<string>): Promise<Heard> {
  let text = "";
  try {
    for await (const piece of pieces) text += piece;
  } catch (error) {
    return { text, error: error as Error };
  }
  return { text, error: undefined };
}

/** The data of the frames, parsed where they are JSON. */
export function framesOf(raw: string): readonly unknown[] {
  return raw
    .split(/\r?\n\r?\n/)
    .flatMap((frame) => /^data: (.*)$/m.exec(frame)?.[1] ?? [])
    .map((data) => (data.startsWith("{") ? (JSON.parse(data) as unknown) : data));
}
