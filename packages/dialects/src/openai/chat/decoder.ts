/** Reads a provider's Chat stream as events, every part for itself and in its turn. */
import type { AnswerEvent, Decoder, Stop } from "../../canonical/index.ts";
import type { Frame } from "@headgate/wire";
import { asList, asRecord, asText, type Fields, isRecord, optional, unreadable } from "../../canonical/expect.ts";
import { tokenUsage } from "../usage.ts";
import { firstOf, madeId, plain, readSaid, toolCallsOf } from "./read-answer.ts";
import { CallLine } from "./call-line.ts";
import { readStop } from "./stop.ts";
import { TextTemplate } from "../../canonical/text-template.ts";

const nothing: readonly AnswerEvent[] = [];
const delta = "choices.0.delta";

export class ChatDecoder implements Decoder {
  #id = "";
  #state: "before" | "on" | "over" = "before";
  #calls: CallLine | undefined;
  /** Said while a call was open. */
  readonly #later: AnswerEvent[] = [];
  #finish: Fields | undefined;
  #template: TextTemplate | undefined;
  #usage: Fields | undefined;

  read(frame: Frame): readonly AnswerEvent[] {
    if (frame.comment || this.#state === "over") return nothing;
    if (frame.is("[DONE]")) return this.finish();
    const source = frame.data.toString("utf8");
    const text = this.#template?.read(source);
    if (text !== undefined) return text === "" ? nothing : [{ type: "text", text }];
    const events = this.#readChunk(asRecord(parse(source), "data"));
    const [only] = events;
    // With calls around, a text may have to wait.
    if (events.length === 1 && only?.type === "text" && this.#calls === undefined)
      this.#template = TextTemplate.of(source, only.text, '"content":"');
    else this.#template = undefined;
    return events;
  }

  /** The reason to end, and the usage, wait until here: servers differ in what still follows them. */
  finish(): readonly AnswerEvent[] {
    if (this.#state === "over") return nothing;
    const out: AnswerEvent[] = [];
    this.#start({}, out);
    this.#calls?.end(out);
    out.push(...this.#later, { type: "stop", stop: this.#stop() });
    if (this.#usage !== undefined) out.push({ type: "units", units: tokenUsage(this.#usage) });
    out.push({ type: "end" });
    this.#state = "over";
    return out;
  }

  #readChunk(chunk: Fields): readonly AnswerEvent[] {
    if (isRecord(chunk["usage"])) this.#usage = chunk["usage"];
    const first = firstOf(asList(chunk["choices"] ?? [], "choices"));
    if (first === undefined) return nothing;
    const choice = asRecord(first, "choices.0");
    const out: AnswerEvent[] = [];
    this.#start(chunk, out);
    if (choice["delta"] != null) this.#readDelta(asRecord(choice["delta"], delta), out);
    if (choice["finish_reason"] != null) {
      this.#finish = choice;
      // Throws for a failure that is reported as a finish reason.
      this.#stop();
    }
    return out;
  }

  /** Not before the first choice: what some servers send ahead of it has no id yet. */
  #start(chunk: Fields, out: AnswerEvent[]): void {
    if (this.#state !== "before") return;
    this.#state = "on";
    this.#id = plain(chunk["id"]);
    out.push({ type: "start", id: this.#id, model: plain(chunk["model"], "model") });
  }

  #readDelta(fields: Fields, out: AnswerEvent[]): void {
    for (const { kind, text } of readSaid(fields, delta)) {
      const isFree = this.#later.length === 0 && (this.#calls === undefined || this.#calls.rests());
      (isFree ? out : this.#later).push({ type: kind, text });
    }
    if (fields["tool_calls"] == null && fields["function_call"] == null) return;
    this.#calls ??= new CallLine((index) => madeId(this.#id, index));
    for (const call of toolCallsOf(fields, delta)) this.#readFragment(this.#calls, call, out);
  }

  #readFragment(calls: CallLine, call: Fields, out: AnswerEvent[]): void {
    const { index, id, function: part } = call;
    const at = `${delta}.tool_calls`;
    const { name, arguments: text } = part == null ? {} : asRecord(part, `${at}.function`);
    if (index != null && typeof index !== "number") throw unreadable(`${at}.index`, index, "a number");
    const given = isRecord(text) ? JSON.stringify(text) : optional(text, `${at}.function.arguments`, asText);
    calls.add(
      {
        index: index ?? undefined,
        id: optional(id, `${at}.id`, asText) ?? "",
        name: optional(name, `${at}.function.name`, asText) ?? "",
        text: given ?? "",
      },
      out,
    );
  }

  #stop(): Stop {
    return readStop(this.#finish?.["finish_reason"], this.#finish?.["stop_reason"], (this.#calls?.length ?? 0) > 0);
  }
}

function parse(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw unreadable("data", source, "JSON");
  }
}
