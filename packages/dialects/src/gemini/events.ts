/** Gemini's streams: `data: {...}` frames without names or a terminator, ended by the finish reason of each candidate. */
import type { Refusal } from "@headgate/core";
import type { Frame } from "@headgate/wire";
import type { ErrorFacts } from "../error-facts.ts";
import type { Meaning, StreamFormat, StreamReader } from "../stream-format.ts";
import { errorFacts, errorObject } from "./errors.ts";
import { type Fields, isRecord } from "../canonical/expect.ts";

export const candidateStream: StreamFormat = { createReader: () => new CandidateReader() };

export function errorFrame(why: Refusal): string {
  return `data: ${JSON.stringify({ error: errorObject(why) })}\n\n`;
}

/** Whether the prompt itself was refused; then there is no candidate. */
export function isBlocked(body: Fields): boolean {
  const feedback = body["promptFeedback"];
  const reason = isRecord(feedback) ? feedback["blockReason"] : undefined;
  return typeof reason === "string" && reason !== "" && !reason.endsWith("UNSPECIFIED");
}

class CandidateReader implements StreamReader {
  error: ErrorFacts | undefined;
  events = 0;
  /** Candidates that have begun, and those that have given a finish reason. */
  readonly begun = new Set<unknown>();
  readonly closed = new Set<unknown>();
  blocked = false;
  /** The usage of the last parsed frame, and a later frame that may contain newer usage. */
  known: Fields | undefined;
  unread: Buffer | undefined;

  /** Every frame reports the usage so far: the last one counts. */
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
    // A frame that only continues the text is not parsed, unless it turns out to hold the latest usage.
    const { data } = frame;
    if (this.events > 0 && !frame.marks.error) {
      // Latin-1 is enough to find these words, and costs least.
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
    if (!isRecord(parsed)) return "malformed";
    if (parsed["error"] != null) {
      this.error = errorFacts(parsed) ?? unexplained;
      return "error";
    }
    this.note(parsed);
    if (isBlocked(parsed)) this.blocked = true;
    const candidates = Array.isArray(parsed["candidates"]) ? parsed["candidates"].filter(isRecord) : [];
    for (const candidate of candidates) {
      const index = candidate["index"] ?? 0;
      this.begun.add(index);
      if (isReason(candidate["finishReason"])) this.closed.add(index);
    }
    if (candidates.length === 0 && !this.blocked) return isRecord(parsed["usageMetadata"]) ? "usage" : "nothing";
    if (this.events === 0 && !this.blocked && !candidates.some(shows)) return "nothing";
    this.events += 1;
    return "content";
  }
  note(parsed: Fields): void {
    this.unread = undefined;
    if (isRecord(parsed["usageMetadata"])) this.known = parsed["usageMetadata"];
  }

  errorFrame(why: Refusal): string {
    return errorFrame(why);
  }
}

const unexplained: ErrorFacts = { message: "the provider ended its stream with an error that it did not explain" };
/** Whether the frame may do more than continue the text: an end, names given by a model or tool, another candidate. */
const weighty = /"(?:finishReason|promptFeedback|args|response)"|"index"(?! *: *0[,}\s])|"index"[^]*"index"/;
const speaksOn = /"parts"/;
/** Matched as a key: the word could also be a text. */
const tellsUsage = /"usageMetadata" *:/;

function isReason(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value !== "FINISH_REASON_UNSPECIFIED";
}

/** Whether a candidate has begun to answer: a role or an empty text does not count. */
function shows(candidate: Fields): boolean {
  if (isReason(candidate["finishReason"])) return true;
  const content = candidate["content"];
  const parts = isRecord(content) ? content["parts"] : undefined;
  return Array.isArray(parts) && parts.some((part) => isRecord(part) && Object.entries(part).some(speaks));
}

function speaks([name, value]: readonly [string, unknown]): boolean {
  return name !== "thought" && value != null && value !== "";
}
