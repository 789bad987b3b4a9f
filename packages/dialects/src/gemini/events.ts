/** Gemini's streams: `data: {...}` frames without names or a terminator, ended by the finish reason of each candidate. */
import type { Refusal } from "@headgate/core";
import type { Frame } from "@headgate/wire";
import type { ErrorFacts, Meaning, StreamFormat, StreamReader } from "../dialect.ts";
import { errorFacts, errorObject } from "./errors.ts";
import { type Fields, isFields } from "./json-values.ts";

export const candidateStream: StreamFormat = { createReader: () => new CandidateReader() };

export function errorFrame(why: Refusal): string {
  return `data: ${JSON.stringify({ error: errorObject(why) })}\n\n`;
}

/** Whether the prompt itself was refused: there is no candidate then. */
export function isBlocked(body: Fields): boolean {
  const feedback = body["promptFeedback"];
  const reason = isFields(feedback) ? feedback["blockReason"] : undefined;
  return typeof reason === "string" && reason !== "" && !reason.endsWith("UNSPECIFIED");
}

class CandidateReader implements StreamReader {
  error: ErrorFacts | undefined;
  events = 0;
  /** Candidates that have begun, and those of them that have given their reason to end. */
  readonly begun = new Set<unknown>();
  readonly closed = new Set<unknown>();
  blocked = false;
  /** The usage of the last frame that was parsed, and a later frame that may tell a newer one. */
  known: Fields | undefined;
  unread: Buffer | undefined;

  /** Every frame tells the usage so far: the last one counts. */
  get usage(): Fields | undefined {
    if (this.unread) this.note(JSON.parse(this.unread.toString("utf8")) as Fields);
    return this.known;
  }
  get finished(): boolean {
    return this.blocked || (this.closed.size > 0 && this.closed.size === this.begun.size);
  }

  read(frame: Frame): Meaning {
    if (frame.comment) return "nothing";
    if (!frame.json) return "malformed";
    // A frame that only goes on with the text is not parsed: its usage is, if nobody tells a newer one.
    const { data } = frame;
    if (this.events > 0 && !frame.marks.error) {
      // One letter a byte is enough to find these words, and costs least.
      const letters = data.toString("latin1");
      if (letters.startsWith("{") && speaksOn.test(letters) && !weighty.test(letters)) {
        if (tellsUsage.test(letters)) this.unread = data;
        this.events += 1;
        return "content";
      }
    }
    return this.weigh(JSON.parse(data.toString("utf8")));
  }

  weigh(parsed: unknown): Meaning {
    if (!isFields(parsed)) return "malformed";
    if (parsed["error"] != null) {
      this.error = errorFacts(parsed) ?? unexplained;
      return "error";
    }
    this.note(parsed);
    if (isBlocked(parsed)) this.blocked = true;
    const candidates = Array.isArray(parsed["candidates"]) ? parsed["candidates"].filter(isFields) : [];
    for (const candidate of candidates) {
      const index = candidate["index"] ?? 0;
      this.begun.add(index);
      if (isReason(candidate["finishReason"])) this.closed.add(index);
    }
    if (candidates.length === 0 && !this.blocked) return isFields(parsed["usageMetadata"]) ? "usage" : "nothing";
    if (this.events === 0 && !this.blocked && !candidates.some(shows)) return "nothing";
    this.events += 1;
    return "content";
  }
  note(parsed: Fields): void {
    this.unread = undefined;
    if (isFields(parsed["usageMetadata"])) this.known = parsed["usageMetadata"];
  }

  errorFrame(why: Refusal): string {
    return errorFrame(why);
  }
}

const unexplained: ErrorFacts = { message: "the provider ended its stream with an error that it did not explain" };
/** More may be meant than that the text goes on: an end, what a model or a tool has named, another candidate than the first. */
const weighty = /"(?:finishReason|promptFeedback|args|response)"|"index"(?! *: *0[,}\s])|"index"[^]*"index"/;
const speaksOn = /"parts"/;
/** As a key: the word may also be all that a text says. */
const tellsUsage = /"usageMetadata" *:/;

function isReason(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value !== "FINISH_REASON_UNSPECIFIED";
}

/** Whether a candidate has begun to answer: a role or an empty text show nothing yet. */
function shows(candidate: Fields): boolean {
  if (isReason(candidate["finishReason"])) return true;
  const content = candidate["content"];
  const parts = isFields(content) ? content["parts"] : undefined;
  return Array.isArray(parts) && parts.some((part) => isFields(part) && Object.entries(part).some(speaks));
}

function speaks([name, value]: readonly [string, unknown]): boolean {
  return name !== "thought" && value != null && value !== "";
}
