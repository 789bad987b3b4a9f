/** What the events of a Messages stream mean: they are named, and `message_stop` is the last. */
import type { Refusal } from "@headgate/core";
import type { Frame } from "@headgate/wire";
import type { ErrorFacts } from "../error-facts.ts";
import type { Meaning, StreamFormat, StreamReader } from "../stream-format.ts";
import { isRecord } from "../canonical/expect.ts";
import { errorObject, eventFacts } from "./errors.ts";
import { mergeUsage } from "./usage.ts";

export const messageStream: StreamFormat = { createReader: () => new MessageReader() };

/** There is no terminator. */
export function errorEvent(why: Refusal): string {
  return `event: error\ndata: ${JSON.stringify({ type: "error", error: errorObject(why) })}\n\n`;
}

type Event = Record<string, unknown>;

class MessageReader implements StreamReader {
  error: ErrorFacts | undefined;
  events = 0;
  readonly finished = false;
  /** The usage reported so far; its output is final after `message_delta`. */
  told: Readonly<Record<string, unknown>> | undefined;
  final = false;

  /** Until the stream reports its output tokens, they are counted here. */
  get usage(): Readonly<Record<string, unknown>> | undefined {
    if (this.final || !this.told) return this.told;
    const { output_tokens: output } = this.told;
    return { ...this.told, output_tokens: Math.max(typeof output === "number" ? output : 0, this.events) };
  }

  get estimated(): boolean {
    return !this.final;
  }

  read(frame: Frame): Meaning {
    if (frame.comment || frame.is("[DONE]")) return "nothing";
    if (!frame.json) return "malformed";
    const { event } = frame;
    // Once an answer has begun, its deltas need not be parsed.
    if (event === "content_block_delta" && this.events > 0) return this.content();
    if (event === "ping" || event === "content_block_stop") return "nothing";
    const parsed: unknown = JSON.parse(frame.data.toString("utf8"));
    if (!isRecord(parsed)) return "malformed";
    const { type } = parsed;
    return this.weigh(event !== "error" && typeof type === "string" ? type : event, parsed);
  }

  weigh(name: string, parsed: Event): Meaning {
    switch (name) {
      case "message_start":
        this.tell(isRecord(parsed["message"]) ? parsed["message"]["usage"] : undefined);
        return "nothing";
      case "content_block_start":
        return opensOnly(parsed["content_block"]) ? "nothing" : this.content();
      case "content_block_delta":
        return this.events === 0 && isEmpty(parsed["delta"]) ? "nothing" : this.content();
      case "message_delta":
        this.tell(parsed["usage"]);
        this.final ||= isRecord(parsed["usage"]);
        return this.content();
      case "message_stop":
        return "end";
      case "error":
        return this.gaveUp(parsed);
      default:
        return parsed["error"] == null ? "nothing" : this.gaveUp(parsed);
    }
  }

  content(): Meaning {
    this.events += 1;
    return "content";
  }
  tell(usage: unknown): void {
    if (isRecord(usage)) this.told = mergeUsage(this.told, usage);
  }
  gaveUp(parsed: Event): Meaning {
    this.error = eventFacts(parsed) ?? { message: "the provider ended its stream with an error that it did not explain" };
    return "error";
  }

  errorFrame(why: Refusal): string {
    return errorEvent(why);
  }
}

/** Text, thinking and calls come in deltas; any other block is complete at its start. */
function opensOnly(block: unknown): boolean {
  if (!isRecord(block)) return true;
  const { type, text, thinking, input } = block;
  if (type === "text") return !text;
  if (type === "thinking") return !thinking;
  return isRecord(input) && Object.keys(input).length === 0;
}

/** An empty delta, such as the first of a call without arguments. */
function isEmpty(delta: unknown): boolean {
  if (!isRecord(delta)) return true;
  return Object.entries(delta).every(([name, value]) => name === "type" || value === "" || value == null);
}
