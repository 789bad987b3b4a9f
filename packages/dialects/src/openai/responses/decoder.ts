/** Reads a provider's Responses stream. */
import type { Answer, AnswerEvent, Decoder } from "../../canonical/index.ts";
import type { Frame } from "@headgate/wire";
import { asList, asNumber, asRecord, asText, type Fields, unreadable } from "../../canonical/expect.ts";
import { ItemQueue } from "./item-queue.ts";
import { readUnits } from "./read-answer.ts";
import { readStop } from "./stop.ts";

const nothing: readonly AnswerEvent[] = [];

/** The events to read: the others repeat these, or report what no other format has. */
const telling = new Set([
  "response.created",
  "response.queued",
  "response.in_progress",
  "response.output_item.added",
  "response.output_text.delta",
  "response.refusal.delta",
  "response.reasoning_summary_text.delta",
  "response.reasoning_text.delta",
  "response.function_call_arguments.delta",
  "response.output_item.done",
  "response.completed",
  "response.incomplete",
]);

export class EventDecoder implements Decoder {
  #started = false;
  #ended = false;
  readonly #items = new ItemQueue();

  read(frame: Frame): readonly AnswerEvent[] {
    if (frame.comment || this.#ended || frame.is("[DONE]")) return nothing;
    const named = frame.event;
    if (named !== "" && !telling.has(named)) return nothing;
    const event = eventOf(frame);
    const name = named === "" ? asText(event["type"], "type") : named;
    return this.#started ? this.#step(name, event) : this.#begin(name, event);
  }

  /** The last event completes the answer; without it the stream is not a whole answer. */
  finish(): readonly AnswerEvent[] {
    return nothing;
  }

  #begin(name: string, event: Fields): readonly AnswerEvent[] {
    if (!telling.has(name)) return nothing;
    this.#started = true;
    const { id, model } = "response" in event ? asRecord(event["response"], "response") : {};
    const known = { id: typeof id === "string" ? id : "", model: typeof model === "string" ? model : "" };
    return [{ type: "start", ...known }, ...this.#step(name, event)];
  }

  #step(name: string, event: Fields): readonly AnswerEvent[] {
    switch (name) {
      case "response.output_text.delta":
        return this.#items.say(indexOf(event), "text", deltaOf(event));
      case "response.function_call_arguments.delta":
        return this.#items.say(indexOf(event), "arguments", deltaOf(event));
      case "response.refusal.delta":
        return this.#items.say(indexOf(event), "refusal", deltaOf(event));
      case "response.reasoning_summary_text.delta":
        return this.#items.reason(
          indexOf(event),
          "summary",
          asNumber(event["summary_index"] ?? 0, "summary_index"),
          deltaOf(event),
        );
      case "response.reasoning_text.delta":
        return this.#items.reason(
          indexOf(event),
          "content",
          asNumber(event["content_index"] ?? 0, "content_index"),
          deltaOf(event),
        );
      case "response.output_item.added":
        return this.#items.open(indexOf(event), asRecord(event["item"], "item"));
      case "response.output_item.done":
        return this.#items.close(indexOf(event), asRecord(event["item"], "item"));
      case "response.completed":
      case "response.incomplete":
        return this.#end(asRecord(event["response"], "response"), name === "response.completed" ? "completed" : "incomplete");
      default:
        return nothing;
    }
  }

  #end(response: Fields, status: "completed" | "incomplete"): readonly AnswerEvent[] {
    this.#ended = true;
    const events = this.#items.finish(asList(response["output"] ?? [], "response.output"));
    const stop: Answer["stop"] = readStop(response, status, this.#items.calls);
    const units = readUnits(response);
    return [...events, { type: "stop", stop }, ...(units ? [{ type: "units", units } as const] : []), { type: "end" }];
  }
}

function eventOf(frame: Frame): Fields {
  const written = frame.data.toString("utf8");
  let event: unknown;
  try {
    event = JSON.parse(written);
  } catch {
    throw unreadable("data", written, "JSON");
  }
  return asRecord(event, "data");
}

function indexOf(event: Fields): number {
  return asNumber(event["output_index"], "output_index");
}

function deltaOf(event: Fields): string {
  return asText(event["delta"], "delta");
}
