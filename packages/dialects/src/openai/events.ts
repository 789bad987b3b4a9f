/** Responses streams: named events with a running sequence number, ended by completed, incomplete or failed. */
import { isRecord } from "../canonical/expect.ts";
import type { Refusal } from "@headgate/core";
import type { Frame } from "@headgate/wire";
import type { ErrorFacts } from "../error-facts.ts";
import type { Meaning, StreamFormat, StreamReader } from "../stream-format.ts";
import { errorFacts } from "../canonical/error-body.ts";
import { errorObject } from "./errors.ts";

export const eventStream: StreamFormat = { createReader: () => new EventReader() };

/** Frames that only announce or open something. */
const opening = new Set([
  "response.created",
  "response.queued",
  "response.in_progress",
  "response.output_item.added",
  "response.content_part.added",
  "response.reasoning_summary_part.added",
  "keepalive",
]);
const whole = new Set([
  "response.created",
  "response.queued",
  "response.in_progress",
  "response.completed",
  "response.incomplete",
  "response.failed",
]);

class EventReader implements StreamReader {
  error: ErrorFacts | undefined;
  usage: Readonly<Record<string, unknown>> | undefined;
  events = 0;
  readonly finished = false;
  /** The next sequence number, and the response as last announced: what a failure frame must carry on. */
  sequence = 0;
  response: Record<string, unknown> | undefined;

  read(frame: Frame): Meaning {
    if (frame.comment || frame.is("[DONE]")) return "nothing";
    if (!frame.json) return "malformed";
    const { event } = frame;
    this.sequence += 1;
    // The name is in the event line; a frame without one has to be parsed.
    const parsed: unknown =
      event === "" || event === "error" || whole.has(event) ? JSON.parse(frame.data.toString("utf8")) : undefined;
    const name = event !== "" ? event : isRecord(parsed) && typeof parsed["type"] === "string" ? parsed["type"] : "";
    if (isRecord(parsed)) this.remember(parsed);
    if (name === "error" || (isRecord(parsed) && name === "" && parsed["error"] != null)) return this.gaveUp(parsed);
    if (name === "response.failed") return this.gaveUp({ error: this.response?.["error"] });
    if (name === "response.completed" || name === "response.incomplete") return "end";
    if (opening.has(name) && this.events === 0) return "nothing";
    this.events += 1;
    return "content";
  }

  remember(parsed: Record<string, unknown>): void {
    const { response, sequence_number: sequence } = parsed;
    if (typeof sequence === "number") this.sequence = sequence + 1;
    if (!isRecord(response)) return;
    this.response = response;
    if (isRecord(response["usage"])) this.usage = response["usage"];
  }

  gaveUp(parsed: unknown): Meaning {
    // The provider's own words do not reach the client: the failure frame takes their number.
    this.sequence -= 1;
    this.error = errorFacts(parsed) ?? { message: "the provider failed this response without saying why" };
    return "error";
  }

  errorFrame(why: Refusal): string {
    return eventError(why, this.sequence, this.response);
  }
}

/** The superset that the API document and the SDKs agree on, then `response.failed` with the id that the client knows. */
export function eventError(why: Refusal, sequence: number, known: Record<string, unknown> | undefined): string {
  const error = errorObject(why) as { message: string; code: string; param: string | null };
  const { message, code, param } = error;
  const first = { type: "error", sequence_number: sequence, code, message, param, error };
  const response = { ...known, object: "response", status: "failed", error: { code: "server_error", message } };
  const last = { type: "response.failed", sequence_number: sequence + 1, response };
  return `event: error\ndata: ${JSON.stringify(first)}\n\nevent: response.failed\ndata: ${JSON.stringify(last)}\n\n`;
}
