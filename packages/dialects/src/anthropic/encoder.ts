/** Writes the events of an answer as a client's Messages stream. */
import type { AnswerEvent, Encoder, Signature, Stop, Telling } from "../canonical/index.ts";
import type { Refusal, Usage } from "@headgate/core";
import { errorEvent } from "./events.ts";
import { redactedData, unsigned } from "./signatures.ts";
import { writeStop } from "./stop.ts";
import { callId } from "./call-ids.ts";
import { writeUsage } from "./usage.ts";
import { envelope } from "./write-answer.ts";

export class MessageEncoder implements Encoder {
  readonly about: Telling;
  /** The index of the open block, or else of the next one. */
  index = 0;
  open: "text" | "thinking" | "tool_use" | undefined;
  units: Usage["units"] | undefined;
  reason: Stop | undefined;
  /** The open thinking block. */
  signed = false;
  called = false;
  refused = false;

  constructor(about: Telling) {
    this.about = about;
  }

  write(event: AnswerEvent): string {
    switch (event.type) {
      case "text":
        return this.say(event.text);
      case "refusal":
        this.refused = true;
        return this.say(event.text);
      case "reasoning":
        if (event.text === "") return "";
        return this.ensure("thinking") + this.delta("thinking_delta", "thinking", event.text);
      case "arguments":
        return event.text === "" ? "" : this.delta("input_json_delta", "partial_json", event.text);
      case "signature":
        return this.sign(event.signature);
      case "call": {
        this.called = true;
        return this.close() + this.begin("tool_use", { type: "tool_use", id: callId(event.id), name: event.name, input: {} });
      }
      case "start": {
        this.units = event.units;
        const message = { ...envelope(event.id, this.about), usage: writeUsage(event.units) };
        return frame("message_start", { type: "message_start", message });
      }
      case "stop":
        this.reason = event.stop;
        return this.close();
      case "units":
        this.units = { ...this.units, ...event.units };
        return "";
      case "end":
        return this.end();
      default:
        return "";
    }
  }

  fail(why: Refusal): string {
    return errorEvent(why);
  }

  say(text: string): string {
    return text === "" ? "" : this.ensure("text") + this.delta("text_delta", "text", text);
  }

  /** Another vendor's signature only ends the thinking before it. */
  sign(signature: Signature): string {
    const data = redactedData(signature);
    if (data !== undefined) return this.close() + this.begin(undefined, { type: "redacted_thinking", data }) + this.close(true);
    if (signature.dialect !== "anthropic") return this.open === "thinking" ? this.close() : "";
    const begun = this.ensure("thinking") + this.delta("signature_delta", "signature", signature.value);
    this.signed = true;
    return begun + this.close();
  }

  ensure(type: "text" | "thinking"): string {
    if (this.open === type) return "";
    const block = type === "text" ? { type, text: "" } : { type, thinking: "", signature: "" };
    return this.close() + this.begin(type, block);
  }

  begin(open: MessageEncoder["open"], block: object): string {
    this.open = open;
    return frame("content_block_start", { type: "content_block_start", index: this.index, content_block: block });
  }

  /** Written by hand: most of a stream is this. */
  delta(type: string, name: string, value: string): string {
    const delta = `{"type":"${type}","${name}":${JSON.stringify(value)}}`;
    return `event: content_block_delta\ndata: {"type":"content_block_delta","index":${this.index},"delta":${delta}}\n\n`;
  }

  close(open: boolean = this.open !== undefined): string {
    if (!open) return "";
    const seal = this.open === "thinking" && !this.signed ? this.delta("signature_delta", "signature", unsigned) : "";
    this.open = undefined;
    this.signed = false;
    const index = this.index++;
    return seal + frame("content_block_stop", { type: "content_block_stop", index });
  }

  end(): string {
    const reason = this.reason ?? { reason: this.called ? "calls" : "end" };
    const delta = { ...writeStop(reason, this.refused), stop_details: null };
    const last = frame("message_delta", { type: "message_delta", delta, usage: writeUsage(this.units) });
    return this.close() + last + frame("message_stop", { type: "message_stop" });
  }
}

function frame(name: string, event: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(event)}\n\n`;
}
