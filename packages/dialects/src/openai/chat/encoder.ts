/** Writes events as a Chat stream, in the frames that OpenAI itself would send. */
import type { Refusal, Usage } from "@headgate/core";
import type { AnswerEvent, Encoder, Stop, Telling } from "../../canonical/index.ts";
import { deltaError } from "../deltas.ts";
import { answerId, speaksOfFunctions } from "./write-answer.ts";
import { writeStop } from "./stop.ts";
import { writeUsage } from "./write-usage.ts";

export class ChatEncoder implements Encoder {
  readonly #about: Telling;
  /** The client knows one call only, and under another name. */
  readonly #older: boolean;
  /** What all frames begin with; with the usage that a client asked for they all name it. */
  #head = "";
  readonly #tail: string;
  #hasRole = false;
  #calls = 0;
  #units: Usage["units"] | undefined;

  constructor(about: Telling) {
    this.#about = about;
    this.#older = speaksOfFunctions(about);
    this.#tail = about.usage ? `],"usage":null}\n\n` : "]}\n\n";
  }

  write(event: AnswerEvent): string {
    switch (event.type) {
      case "start":
        this.#head = this.#begin(event.id);
        this.#units = event.units;
        // The role comes with the first part: only then it is known whether there is a content.
        return "";
      case "text":
        return this.#role(`""`) + this.#delta(`"content":${JSON.stringify(event.text)}`);
      case "refusal":
        return this.#role("null") + this.#delta(`"refusal":${JSON.stringify(event.text)}`);
      case "reasoning":
        return this.#role("null") + this.#delta(`"reasoning_content":${JSON.stringify(event.text)}`);
      case "call":
        return this.#role("null") + this.#call(event.id, event.name);
      case "arguments":
        return this.#arguments(event.text);
      case "stop":
        return this.#role(`""`) + this.#finish(event.stop);
      case "units":
        this.#units = { ...this.#units, ...event.units };
        return "";
      case "end":
        return `${this.#usage()}data: [DONE]\n\n`;
      default:
        return "";
    }
  }

  fail(why: Refusal): string {
    return deltaError(why);
  }

  #begin(id: string): string {
    const { model, created } = this.#about;
    const head = JSON.stringify({ id: answerId(id, this.#about), object: "chat.completion.chunk", created, model });
    return `data: ${head.slice(0, -1)},"choices":[`;
  }

  #role(content: string): string {
    if (this.#hasRole) return "";
    this.#hasRole = true;
    return this.#delta(`"role":"assistant","content":${content},"refusal":null`);
  }

  #delta(fields: string): string {
    return `${this.#head}{"index":0,"delta":{${fields}},"logprobs":null,"finish_reason":null}${this.#tail}`;
  }

  #call(id: string, name: string): string {
    const index = this.#calls++;
    const said = `{"name":${JSON.stringify(name)},"arguments":""}`;
    if (!this.#older)
      return this.#delta(`"tool_calls":[{"index":${index},"id":${JSON.stringify(id)},"type":"function","function":${said}}]`);
    return index === 0 ? this.#delta(`"function_call":${said}`) : "";
  }

  #arguments(text: string): string {
    const said = `{"arguments":${JSON.stringify(text)}}`;
    if (!this.#older) return this.#delta(`"tool_calls":[{"index":${this.#calls - 1},"function":${said}}]`);
    return this.#calls === 1 ? this.#delta(`"function_call":${said}`) : "";
  }

  #finish(stop: Stop): string {
    const reason = writeStop(stop);
    const finish = this.#older && reason === "tool_calls" ? "function_call" : reason;
    const met = stop.sequence === undefined ? "" : `,"stop_reason":${JSON.stringify(stop.sequence)}`;
    return `${this.#head}{"index":0,"delta":{},"logprobs":null,"finish_reason":"${finish}"${met}}${this.#tail}`;
  }

  #usage(): string {
    if (!this.#about.usage || this.#units === undefined) return "";
    return `${this.#head}],"usage":${JSON.stringify(writeUsage(this.#units))}}\n\n`;
  }
}
