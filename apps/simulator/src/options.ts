/** The options of a simulator, and their defaults. */
import type { Fault } from "./fault.ts";

/** Runs `fn` once after `ms` milliseconds; the returned function cancels it. */
export type After = (ms: number, fn: () => void) => () => void;

export interface SimulatorOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Served models, in each dialect; any other is 404. Default {@link demoModels}. */
  readonly models?: readonly string[];
  /** Accepted keys; any other is 401, or what Gemini says: 400, and 403 for none. Without a list every key is accepted, and none is needed. */
  readonly keys?: readonly string[];
  /** Shown as OpenAI's `owned_by` and in `system_fingerprint`. Default "simulator". */
  readonly name?: string;
  /** The first script; `reset()` returns to it. */
  readonly faults?: readonly Fault[];
  /** Content deltas per stream. Default: one for each word of the answer. */
  readonly tokens?: number;
  /** Milliseconds between stream events. Default 0: as fast as the client reads them. */
  readonly paceMs?: number;
  /** Replaces the text of every answer. */
  readonly answer?: string;
  /** How many calls to remember, with at most 64 MiB of bodies. Default 10 000. */
  readonly record?: number;
  /** The timer behind every wait, for hand-moved clocks. Default `setTimeout`. */
  readonly after?: After;
  /** Milliseconds, for the times in `calls`. Default `Date.now`. */
  readonly now?: () => number;
}

export interface Settings {
  readonly host: string;
  readonly port: number;
  readonly models: ReadonlySet<string>;
  readonly keys: ReadonlySet<string> | undefined;
  readonly name: string;
  readonly faults: readonly Fault[];
  readonly tokens: number | undefined;
  readonly paceMs: number;
  readonly answer: string | undefined;
  readonly record: number;
  readonly after: After;
  readonly now: () => number;
}

export const demoModels: readonly string[] = [
  "gpt-4o",
  "gpt-4o-mini",
  "gpt-3.5-turbo-instruct",
  "text-embedding-3-small",
  "claude-3-5-sonnet-20241022",
  "tts-1",
  "whisper-1",
  "dall-e-3",
  "dall-e-2",
  "rerank-english-v3.0",
  "mistral-ocr-latest",
];

export function settle(options: SimulatorOptions): Settings {
  return {
    host: options.host ?? "127.0.0.1",
    port: options.port ?? 0,
    models: new Set(options.models ?? demoModels),
    keys: options.keys && new Set(options.keys),
    name: options.name ?? "simulator",
    faults: options.faults ?? [],
    tokens: options.tokens,
    paceMs: options.paceMs ?? 0,
    answer: options.answer,
    record: options.record ?? 10_000,
    after: options.after ?? realTimer,
    now: options.now ?? Date.now,
  };
}

function realTimer(ms: number, fn: () => void): () => void {
  const timer = setTimeout(fn, ms);
  return () => clearTimeout(timer);
}
