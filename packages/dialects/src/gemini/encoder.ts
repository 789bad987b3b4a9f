/** Writes events as a client's stream: a frame for each, except that calls are sent whole, as Google does. */
import type { Refusal, Usage } from "@headgate/core";
import { type AnswerEvent, type Encoder, type Stop, type Telling, Unreadable } from "../canonical/index.ts";
import { refusalText, writeCall, writeThought } from "./write-answer.ts";
import { errorFrame } from "./events.ts";
import { writeStop } from "./stop.ts";
import { showsThoughts } from "./thoughts.ts";
import { writeUsage } from "./usage.ts";

type Call = AnswerEvent & { type: "call" };

export class CandidateEncoder implements Encoder {
  readonly shown: boolean;
  /** The end of each frame but the last: model and response id. */
  tail: string;
  readonly model: string;
  id = "";
  units: Usage["units"] | undefined;
  stop: Stop = { reason: "end" };
  refused = false;
  /** Whether there was text before, which a refusal would follow. */
  said = false;
  call: Call | undefined;
  text = "";
  calls = 0;

  constructor({ model, request }: Telling) {
    this.shown = showsThoughts(request);
    this.model = model;
    this.tail = this.identity();
  }

  write(event: AnswerEvent): string {
    if (event.type === "arguments") {
      this.text += event.text;
      return "";
    }
    const before = this.call ? this.closeCall(event) : "";
    return before === "" ? this.say(event) : before + this.say(event);
  }

  fail(why: Refusal): string {
    return errorFrame(why);
  }

  say(event: Exclude<AnswerEvent, { type: "arguments" }>): string {
    switch (event.type) {
      case "start":
        this.id = event.id;
        this.units = event.units;
        this.tail = this.identity();
        return "";
      case "text":
        this.said ||= event.text !== "";
        return event.text === "" ? "" : this.frame(`{"text":${JSON.stringify(event.text)}}`);
      case "refusal":
        return this.refuse(event.text);
      case "reasoning":
        return this.shown && event.text !== "" ? this.frame(JSON.stringify(writeThought({ text: event.text }))) : "";
      case "signature":
        if (!this.shown || event.signature.dialect !== "gemini") return "";
        return this.frame(JSON.stringify(writeThought({ text: "", signature: event.signature })));
      case "call":
        this.call = event;
        return "";
      case "stop":
        this.stop = event.stop;
        return "";
      case "units":
        this.units = { ...this.units, ...event.units };
        return "";
      default:
        return this.last();
    }
  }

  refuse(text: string): string {
    this.refused = true;
    if (text === "") return "";
    const apart = refusalText(text, this.said);
    this.said = false;
    return this.frame(`{"text":${JSON.stringify(apart)}}`);
  }

  /** If the answer was cut off within the arguments, the call is left out. */
  closeCall(next: AnswerEvent): string {
    const { id, name, signature } = this.call!;
    const part = writeCall({ id, name, arguments: this.text, signature }, this.calls++ === 0);
    this.call = undefined;
    this.text = "";
    if (part) return this.frame(JSON.stringify(part));
    if (next.type === "stop" && next.stop.reason === "length") return "";
    throw new Unreadable("arguments", "broken JSON", "an object");
  }

  frame(part: string): string {
    return `data: {"candidates":[{"content":{"parts":[${part}],"role":"model"},"index":0}],${this.tail}}\n\n`;
  }

  /** Clients consider a content without parts broken. */
  last(): string {
    const reason = writeStop(this.stop, this.refused);
    const usage = this.units ? `"usageMetadata":${JSON.stringify(writeUsage(this.units))},` : "";
    const content = `{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"${reason}","index":0}`;
    return `data: {"candidates":[${content}],${usage}${this.tail}}\n\n`;
  }

  identity(): string {
    return `"modelVersion":${JSON.stringify(this.model)},"responseId":${JSON.stringify(this.id)}`;
  }
}
