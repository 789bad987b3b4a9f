/** Reads the bodies of an answer, one or many, as the events that each of them adds. */
import type { Usage } from "@headgate/core";
import type { AnswerEvent, Signature } from "../canonical/index.ts";
import { callId } from "./call-ids.ts";
import { isBlocked } from "./events.ts";
import { asRecord, asText, type Fields, isRecord, unreadable } from "../canonical/expect.ts";
import { asListOrOne } from "./lenient.ts";
import { signed } from "./signatures.ts";
import { readStop } from "./stop.ts";
import { readUsage } from "./usage.ts";

export class AnswerWalk {
  id = "";
  started = false;
  calls = 0;
  /** The last event was reasoning, which a signature would end. */
  reasons = false;
  /** Google's finish reason, once it has arrived. */
  stop: string | undefined;
  units: Usage["units"] | undefined;

  /** Throws an Unreadable. */
  read(body: unknown): AnswerEvent[] {
    const fields = asRecord(body, "body");
    if (fields["error"] != null) throw unreadable("error", fields["error"], "an answer");
    const events: AnswerEvent[] = [];
    const usage = fields["usageMetadata"];
    if (isRecord(usage)) this.units = readUsage(usage);
    if (!this.started) events.push(this.start(fields));
    if (isBlocked(fields)) this.stop ??= "PROHIBITED_CONTENT";
    const candidates = fields["candidates"] == null ? [] : asListOrOne(fields["candidates"], "candidates");
    for (const [i, candidate] of candidates.entries()) this.candidate(asRecord(candidate, `candidates.${i}`), i, events);
    return events;
  }

  /** Google sends no terminator: only the end of the bytes proves that the answer is complete. */
  finish(): AnswerEvent[] {
    const events: AnswerEvent[] = [{ type: "stop", stop: readStop(this.stop ?? "STOP", this.calls > 0) }];
    if (this.units) events.push({ type: "units", units: this.units });
    events.push({ type: "end" });
    return events;
  }

  start(fields: Fields): AnswerEvent {
    const { responseId, modelVersion } = fields;
    this.started = true;
    this.id = responseId == null ? "" : asText(responseId, "responseId");
    const model = modelVersion == null ? "" : asText(modelVersion, "modelVersion");
    return { type: "start", id: this.id, model, ...(this.units ? { units: this.units } : {}) };
  }

  /** Only the first one: more are never requested. */
  candidate(candidate: Fields, at: number, events: AnswerEvent[]): void {
    if ((candidate["index"] ?? 0) !== 0) return;
    const { content, finishReason } = candidate;
    if (content != null) {
      const { parts } = asRecord(content, `candidates.${at}.content`);
      const list = parts == null ? [] : asListOrOne(parts, `candidates.${at}.content.parts`);
      for (const [i, part] of list.entries()) this.part(part, `candidates.${at}.content.parts.${i}`, events);
    }
    if (finishReason == null || finishReason === "FINISH_REASON_UNSPECIFIED") return;
    this.stop = asText(finishReason, `candidates.${at}.finishReason`);
    readStop(this.stop, false);
  }

  part(value: unknown, field: string, events: AnswerEvent[]): void {
    const part = asRecord(value, field);
    const { text, functionCall, thoughtSignature, thought } = part;
    for (const name of ["inlineData", "fileData"]) {
      if (part[name] != null) throw unreadable(`${field}.${name}`, part[name], "text or a function call");
    }
    const signature = signed(thoughtSignature);
    if (text != null) this.text(asText(text, `${field}.text`), thought === true, signature, events);
    if (functionCall == null) return;
    this.reasons = false;
    const { id, name, args } = asRecord(functionCall, `${field}.functionCall`);
    const called = asText(name, `${field}.functionCall.name`);
    const written = args == null ? "{}" : JSON.stringify(asRecord(args, `${field}.functionCall.args`));
    const known = typeof id === "string" && id !== "" ? id : callId(this.id, this.calls, called, written);
    this.calls += 1;
    events.push({ type: "call", id: known, name: called, ...(signature ? { signature } : {}) });
    events.push({ type: "arguments", text: written });
  }

  text(text: string, thought: boolean, signature: Signature | undefined, events: AnswerEvent[]): void {
    if (text !== "") {
      events.push(thought ? { type: "reasoning", text } : { type: "text", text });
      this.reasons = thought;
    }
    // A text's signature is useless to other vendors, and Google does not require it back.
    if (!signature || !thought || !this.reasons) return;
    events.push({ type: "signature", signature });
    this.reasons = false;
  }
}
