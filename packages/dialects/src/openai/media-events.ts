/** Streams of audio, images and transcripts: typed events, ended by `….done` or `….completed`, with usage in the last. */
import { isRecord } from "../canonical/expect.ts";
import type { Refusal } from "@headgate/core";
import { fieldOf, type Frame } from "@headgate/wire";
import type { ErrorFacts } from "../error-facts.ts";
import type { ReadField } from "../operation.ts";
import type { Meaning, StreamFormat, StreamOptions, StreamReader } from "../stream-format.ts";
import { errorFacts } from "../canonical/error-body.ts";
import { errorObject } from "./errors.ts";

/** `answers`: how many endings a request's stream has. */
export function mediaEvents(answers: (asked: ReadField) => number): StreamFormat {
  return { createReader: (options) => new MediaReader(options, answers) };
}

const ending = /\.(?:done|completed)$/;
const waiting = /(?:^|\.)(?:keepalive|ping|created|queued|in_progress|generating)$/;
const nobody: ReadField = () => undefined;

class MediaReader implements StreamReader {
  error: ErrorFacts | undefined;
  usage: Readonly<Record<string, unknown>> | undefined;
  events = 0;
  /** Endings so far, and those to come. */
  ended = 0;
  readonly answers: (asked: ReadField) => number;
  readonly asked: StreamOptions["asked"];

  constructor({ asked }: StreamOptions, answers: (asked: ReadField) => number) {
    this.asked = asked;
    this.answers = answers;
  }

  /** A provider that makes fewer than it was asked for stops after the last of them. */
  get finished(): boolean {
    return this.ended > 0;
  }

  read(frame: Frame): Meaning {
    if (frame.comment || frame.is("[DONE]")) return "nothing";
    if (!frame.json) return "malformed";
    // A frame may hold a whole image: only what is asked for is parsed.
    const { data, event } = frame;
    const body = { size: data.length, bytes: data };
    const type = event === "" ? fieldOf(body, "type") : event;
    const name = typeof type === "string" ? type : "";
    if (name === "error" || name.endsWith(".failed") || (name === "" && fieldOf(body, "error") != null)) {
      this.error = errorFacts(JSON.parse(data.toString("utf8"))) ?? silent;
      return "error";
    }
    if (waiting.test(name) && this.events === 0) return "nothing";
    this.events += 1;
    if (!ending.test(name)) return "content";
    this.ended += 1;
    this.add(fieldOf(body, "usage"));
    const { asked } = this;
    return this.ended >= this.answers(asked ? (field) => asked.field(field) : nobody) ? "end" : "content";
  }

  /** Each answer reports its own usage. */
  add(usage: unknown): void {
    if (!isRecord(usage)) return;
    const sums: Record<string, unknown> = { ...this.usage, ...usage };
    for (const [name, count] of Object.entries(this.usage ?? {})) {
      const more = usage[name];
      if (typeof count === "number" && typeof more === "number") sums[name] = count + more;
    }
    this.usage = sums;
  }

  errorFrame(why: Refusal): string {
    return `event: error\ndata: ${JSON.stringify({ type: "error", error: errorObject(why) })}\n\n`;
  }
}

const silent: ErrorFacts = { message: "the provider gave up on this answer without saying why" };
