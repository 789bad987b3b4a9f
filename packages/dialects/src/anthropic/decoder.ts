/** Reads a provider's Messages stream as events of an answer. */
import { type AnswerEvent, type Decoder, Unreadable } from "../canonical/index.ts";
import type { Frame } from "@headgate/wire";
import { answerTool } from "./answer-tool.ts";
import { TextTemplate } from "../canonical/text-template.ts";
import { asRecord, asText, type Fields, isRecord, unreadable } from "../canonical/expect.ts";
import { explanation } from "./read-answer.ts";
import { signed, signedRedacted } from "./signatures.ts";
import { readStop } from "./stop.ts";
import { mergeUsage, messagesUsage } from "./usage.ts";

/** The block whose deltas are coming. */
interface Open {
  readonly type: unknown;
  readonly index: unknown;
  /** For a call: the input it was opened with, in case no arguments follow. */
  readonly input: unknown;
  /** For a call: its arguments. */
  readonly tells: "arguments" | "text";
  said: boolean;
  signature: string;
}

const nothing: readonly AnswerEvent[] = [];

export class MessageDecoder implements Decoder {
  open: Open | undefined;
  usage: Fields | undefined;
  started = false;
  called = false;
  stopped = false;
  /** What the deltas of the open block look like. */
  template: TextTemplate | undefined;

  read(frame: Frame): readonly AnswerEvent[] {
    if (frame.comment || frame.is("[DONE]")) return nothing;
    const source = frame.data.toString("utf8");
    const more = this.template?.read(source);
    if (more !== undefined) return said("text", more);
    const event = parse(source);
    const name = event["type"] ?? frame.event;
    this.template = undefined;
    switch (name) {
      case "content_block_delta": {
        const events = this.delta(event);
        const [first] = events;
        if (event["type"] === name && first?.type === "text") this.template = TextTemplate.of(source, first.text, '"text":"');
        return events;
      }
      case "content_block_start":
        return this.begin(event);
      case "content_block_stop":
        return this.end();
      case "message_start":
        return this.start(asRecord(event["message"], "message"));
      case "message_delta":
        return this.stop(event);
      case "message_stop":
        return this.stopped ? [{ type: "end" }] : [...this.stop({}), { type: "end" }];
      default:
        return nothing;
    }
  }

  finish(): readonly AnswerEvent[] {
    return nothing;
  }

  /** A provider that falls back to another model starts a new message in the middle: it is still one answer. */
  start(message: Fields): readonly AnswerEvent[] {
    this.tell(message["usage"]);
    if (this.started) return nothing;
    this.started = true;
    const units = this.usage && messagesUsage(this.usage);
    return [
      {
        type: "start",
        id: asText(message["id"] ?? "", "message.id"),
        model: asText(message["model"] ?? "", "message.model"),
        units,
      },
    ];
  }

  begin(event: Fields): readonly AnswerEvent[] {
    const before = this.end();
    const block = asRecord(event["content_block"], "content_block");
    const { type, input } = block;
    const isAnswer = block["name"] === answerTool;
    this.open = { type, index: event["index"], input, tells: isAnswer ? "text" : "arguments", said: false, signature: "" };
    if (type === "tool_use") {
      if (isAnswer) return before;
      this.called = true;
      const [id, name] = [asText(block["id"], "content_block.id"), asText(block["name"], "content_block.name")];
      return [...before, { type: "call", id, name }];
    }
    if (type === "redacted_thinking") {
      return [...before, { type: "signature", signature: signedRedacted(asText(block["data"], "content_block.data")) }];
    }
    if (type === "text") return [...before, ...said("text", block["text"])];
    if (type !== "thinking") return before;
    this.open.signature = asText(block["signature"] ?? "", "content_block.signature");
    return [...before, ...said("reasoning", block["thinking"])];
  }

  delta(event: Fields): readonly AnswerEvent[] {
    const delta = asRecord(event["delta"], "delta");
    const { open } = this;
    if (!open || open.index !== event["index"]) throw unreadable("index", event["index"], "the block that is open");
    switch (delta["type"]) {
      case "text_delta":
        return said("text", delta["text"]);
      case "thinking_delta":
        return said("reasoning", delta["thinking"]);
      case "signature_delta":
        open.signature = asText(delta["signature"], "delta.signature");
        return nothing;
      case "input_json_delta": {
        // The vendor's own tools have arguments too.
        const events = open.type === "tool_use" ? said(open.tells, delta["partial_json"]) : nothing;
        open.said ||= events.length > 0;
        return events;
      }
      default:
        return nothing;
    }
  }

  end(): readonly AnswerEvent[] {
    const { open } = this;
    this.open = undefined;
    if (open?.type === "tool_use" && !open.said) {
      return [{ type: open.tells, text: JSON.stringify(isRecord(open.input) ? open.input : {}) }];
    }
    const signature = open && signed(open.signature);
    return signature ? [{ type: "signature", signature }] : nothing;
  }

  stop(event: Fields): readonly AnswerEvent[] {
    const events = [...this.end()];
    const { stop_reason: reason, stop_sequence: sequence, stop_details: details } = asRecord(event["delta"] ?? {}, "delta");
    const last = event["delta"] === undefined;
    if (!this.stopped && (reason != null || last)) {
      this.stopped = true;
      const why = explanation(details);
      if (why !== undefined) events.push({ type: "refusal", text: why });
      events.push({ type: "stop", stop: readStop(reason, sequence, this.called) });
    }
    if (isRecord(event["usage"])) {
      this.tell(event["usage"]);
      events.push({ type: "units", units: messagesUsage(this.usage!) });
    }
    return events;
  }

  tell(usage: unknown): void {
    if (isRecord(usage)) this.usage = mergeUsage(this.usage, usage);
  }
}

function parse(source: string): Fields {
  let event: unknown;
  try {
    event = JSON.parse(source);
  } catch {
    throw new Unreadable("event", "damaged JSON", "an object");
  }
  return asRecord(event, "event");
}

/** An empty delta says nothing. */
function said(type: "text" | "reasoning" | "arguments", value: unknown): readonly AnswerEvent[] {
  const words = asText(value ?? "", type);
  return words === "" ? nothing : [{ type, text: words }];
}
