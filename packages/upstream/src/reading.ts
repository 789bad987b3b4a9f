/** How an answer is read: event by event, as bytes of another kind, or whole. */
import type { IncomingHttpHeaders } from "node:http";
import type { Attempt, Reading } from "./attempt.ts";
import { BinaryReading, isBinary } from "./binary.ts";
import { transportFailure } from "./failure.ts";
import type { Framing } from "./place.ts";
import { isRelocatable, RawErrorReading, RawReading, RelocatedReading } from "./raw-reading.ts";
import { cannotGoOn, streamReading } from "./resume.ts";
import { WholeReading } from "./whole.ts";

const streams: Readonly<Record<Framing, RegExp>> = {
  sse: /^text\/event-stream/i,
  "aws-event-stream": /^application\/vnd\.amazon\.eventstream/i,
};

/** Chosen by the head of an answer, which also moves the timers on; undefined: the call has been refused. */
export function readingOf(attempt: Attempt, status: number, headers: IncomingHttpHeaders): Reading | undefined {
  const { x, call, place, operation, raw } = attempt.options;
  const ok = status < 300;
  if (ok && raw?.relocate && isRelocatable(headers)) {
    attempt.timers.collecting();
    return new RelocatedReading(attempt, status, headers);
  }
  if (ok && raw) {
    attempt.timers.streaming();
    return new RawReading(attempt, status, headers);
  }
  const { "content-encoding": encoding = "identity" } = headers;
  if (ok && encoding.toLowerCase() !== "identity") {
    const what = `answered in an encoding that nobody asked for: ${attempt.scrub.text(encoding).slice(0, 80)}`;
    attempt.refuse(transportFailure(place.name, what));
    return undefined;
  }
  if (ok && x.stream && operation.stream && streams[place.framing].test(headers["content-type"] ?? "")) {
    attempt.timers.streaming();
    return streamReading(attempt, headers);
  }
  if (ok && call.continues) {
    attempt.refuse(cannotGoOn(place.name));
    return undefined;
  }
  if (ok && operation.answers === "binary" && !x.stream && isBinary(headers)) {
    attempt.timers.streaming();
    return new BinaryReading(attempt, status, headers);
  }
  attempt.timers.collecting();
  return raw ? new RawErrorReading(attempt, status, headers) : new WholeReading(attempt, status, headers);
}
