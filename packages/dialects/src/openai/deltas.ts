/** Chat and Completions streams: `data: {...}` frames that end with `[DONE]`. */
import { isRecord } from "../canonical/expect.ts";
import type { Refusal } from "@headgate/core";
import type { Frame } from "@headgate/wire";
import type { ErrorFacts } from "../error-facts.ts";
import type { Meaning, StreamFormat, StreamOptions, StreamReader } from "../stream-format.ts";
import { errorFacts } from "../canonical/error-body.ts";
import { errorObject } from "./errors.ts";

/** `shows` says whether a choice of this operation has begun to answer. */
export function deltaStream(shows: (choice: Record<string, unknown>) => boolean): StreamFormat {
  return { usageOption: "stream_options", createReader: (options) => new DeltaReader(shows, options) };
}

export function chatShows(choice: Record<string, unknown>): boolean {
  const delta = choice["delta"];
  if (choice["finish_reason"] != null) return true;
  return isRecord(delta) && Object.entries(delta).some(([name, value]) => name !== "role" && !isEmpty(value));
}

export function completionShows(choice: Record<string, unknown>): boolean {
  return choice["finish_reason"] != null || !isEmpty(choice["text"]);
}

class DeltaReader implements StreamReader {
  readonly shows: (choice: Record<string, unknown>) => boolean;
  readonly options: StreamOptions;
  error: ErrorFacts | undefined;
  usage: Readonly<Record<string, unknown>> | undefined;
  events = 0;
  /** Choices that have begun, and those of them that have given their reason to end. */
  readonly begun = new Set<unknown>();
  readonly closed = new Set<unknown>();

  constructor(shows: (choice: Record<string, unknown>) => boolean, options: StreamOptions) {
    this.shows = shows;
    this.options = options;
  }

  get finished(): boolean {
    return this.options.terminator === "none" && this.closed.size > 0 && this.closed.size === this.begun.size;
  }

  read(frame: Frame): Meaning {
    if (frame.comment) return "nothing";
    if (frame.is("[DONE]")) return "end";
    if (!frame.json) return "malformed";
    const { error, usage } = frame.marks;
    // Only an event that may matter is parsed into an object: before the first content, and where these words stand.
    if (this.events > 0 && !error && !usage && frame.event !== "error" && this.options.terminator === "done") {
      this.events += 1;
      return "content";
    }
    return this.weigh(JSON.parse(frame.data.toString("utf8")), frame.event);
  }

  weigh(parsed: unknown, event: string): Meaning {
    this.error =
      isRecord(parsed) && (event === "error" || parsed["error"] != null) ? (errorFacts(parsed) ?? unexplained) : undefined;
    if (this.error) return "error";
    if (!isRecord(parsed)) return "malformed";
    if (isRecord(parsed["usage"])) this.usage = parsed["usage"];
    const choices = Array.isArray(parsed["choices"]) ? parsed["choices"].filter(isRecord) : [];
    if (choices.length === 0) return isRecord(parsed["usage"]) ? "usage" : "nothing";
    for (const choice of choices) {
      this.begun.add(choice["index"]);
      if (choice["finish_reason"] != null) this.closed.add(choice["index"]);
      if (choice["finish_reason"] === "error") this.error = unexplained;
    }
    if (this.error) return "error";
    if (this.events === 0 && !choices.some(this.shows)) return "nothing";
    this.events += 1;
    return "content";
  }

  errorFrame(why: Refusal): string {
    return deltaError(why);
  }
}

export function deltaError(why: Refusal): string {
  return `data: ${JSON.stringify({ error: errorObject(why) })}\n\n`;
}

const unexplained: ErrorFacts = { message: "the provider ended its stream with an error that it did not explain" };

export function isEmpty(value: unknown): boolean {
  return value == null || value === "" || (Array.isArray(value) && value.length === 0);
}
