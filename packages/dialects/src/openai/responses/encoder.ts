/** Writes the events of a stream for a Responses client. */
import type { Refusal, Usage } from "@headgate/core";
import type { AnswerEvent, Encoder, Stop, Telling } from "../../canonical/index.ts";
import { eventError } from "../events.ts";
import { FrameText } from "./frame-text.ts";
import { itemIds, responseId } from "./item-ids.ts";
import { OutputFrames } from "./output-frames.ts";
import { closeResponse, openResponse, type ResponseObject } from "./response.ts";
import { statusOf } from "./stop.ts";

export class EventEncoder implements Encoder {
  readonly #about: Telling;
  readonly #text = new FrameText();
  #response: ResponseObject | undefined;
  #output: OutputFrames | undefined;
  #stop: Stop = { reason: "end" };
  #units: Usage["units"] | undefined;

  constructor(about: Telling) {
    this.#about = about;
  }

  write(event: AnswerEvent): string {
    if (event.type === "start") return this.#start(event.id, event.units);
    const output = this.#output;
    if (!output) return this.#start("", undefined) + this.write(event);
    switch (event.type) {
      case "text":
        return output.say("output_text", event.text);
      case "arguments":
        return output.arguments(event.text);
      case "refusal":
      case "reasoning":
        return output.say(event.type, event.text);
      case "signature":
        return output.closeReasoning();
      case "call":
        return output.call(event.id, event.name);
      case "stop":
        this.#stop = event.stop;
        return output.close(statusOf(event.stop));
      case "units":
        this.#units = { ...this.#units, ...event.units };
        return "";
      default:
        return this.#end(output);
    }
  }

  fail(why: Refusal): string {
    const sequence = this.#text.next;
    // Open items are part of the response, but their closing events are not sent.
    this.#output?.close("incomplete");
    const response = this.#response ?? openResponse(responseId("", this.#about.created), this.#about);
    return eventError(why, sequence, { ...response, output: this.#output?.items ?? [] });
  }

  #start(id: string, units: Usage["units"] | undefined): string {
    const name = responseId(id, this.#about.created);
    const response = openResponse(name, this.#about);
    this.#response = response;
    this.#output = new OutputFrames(this.#text, itemIds(name));
    this.#units = units;
    return this.#text.frame("response.created", { response }) + this.#text.frame("response.in_progress", { response });
  }

  #end(output: OutputFrames): string {
    const closed = output.close(statusOf(this.#stop));
    const response = closeResponse(this.#response ?? {}, output.items, this.#stop, this.#units);
    return closed + this.#text.frame(`response.${statusOf(this.#stop)}`, { response });
  }
}
