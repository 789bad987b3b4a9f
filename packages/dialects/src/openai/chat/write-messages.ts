/** Turns as Chat messages: each result of a tool is a message of its own, and what such a message cannot hold follows it. */
import type { CallPart, Loss, Part, ResultPart, Turn } from "../../canonical/index.ts";
import { type Content, writePart } from "./write-content.ts";
import { callId } from "./call-ids.ts";

export class MessageWriter {
  readonly all: object[] = [];
  readonly #lost: Loss[];
  /** The role that this model expects for instructions. */
  readonly #system: "system" | "developer";

  constructor(lost: Loss[], system: "system" | "developer") {
    this.#lost = lost;
    this.#system = system;
  }

  /** One message, for many compatible servers take no more of them. */
  writeSystem(texts: readonly string[]): void {
    if (texts.length > 0) this.all.push({ role: this.#system, content: texts.join("\n\n") });
  }

  write({ role, parts }: Turn, index: number): void {
    const at = `turns.${index}.parts`;
    if (role === "assistant") return this.#writeAssistant(parts, at);
    const content: Content[] = [];
    // Results come before what the user says, and what they showed between the two.
    parts.forEach((part, place) => {
      if (part.kind === "result") content.push(...this.#writeResult(part, `${at}.${place}`));
    });
    parts.forEach((part, place) => {
      if (part.kind === "result") return;
      const written = writePart(part, `${at}.${place}`, this.#lost);
      if (written !== undefined) content.push(written);
    });
    if (content.length > 0) this.all.push({ role: role === "system" ? this.#system : role, content: shortest(content) });
  }

  /** Gives back what has to follow. */
  #writeResult({ id, parts, failed }: ResultPart, at: string): readonly Content[] {
    const texts: Content[] = [];
    const others: Content[] = [];
    parts.forEach((part, place) => {
      const written = writePart(part, `${at}.parts.${place}`, this.#lost);
      if (written?.type === "text") texts.push(written);
      else if (written !== undefined) {
        this.#lost.push({ feature: "result-image", field: `${at}.parts.${place}` });
        others.push(written);
      }
    });
    // This format has no failed results, so the text has to say it.
    if (failed === true) this.#lost.push({ feature: "other", field: `${at}.failed` });
    const content = texts.length > 0 ? shortest(texts) : others.length > 0 ? "(see what follows)" : "";
    this.all.push({ role: "tool", tool_call_id: callId(id), content });
    return others;
  }

  #writeAssistant(parts: readonly Part[], at: string): void {
    const said: Content[] = [];
    const calls: object[] = [];
    let refusal = "";
    parts.forEach((part, place) => {
      if (part.kind === "text") said.push({ type: "text", text: part.text });
      else if (part.kind === "refusal") refusal += part.text;
      else if (part.kind === "call") calls.push(this.#writeCall(part, `${at}.${place}`));
      else this.#lost.push({ feature: part.kind === "reasoning" ? "reasoning" : "vendor-content", field: `${at}.${place}` });
    });
    if (said.length === 0 && calls.length === 0 && refusal === "") return;
    this.all.push({
      role: "assistant",
      content: said.length === 0 ? null : shortest(said),
      ...(refusal === "" ? {} : { refusal }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    });
  }

  #writeCall({ id, name, arguments: given, signature }: CallPart, at: string): object {
    if (signature !== undefined) this.#lost.push({ feature: "reasoning", field: `${at}.signature` });
    return { id: callId(id), type: "function", function: { name, arguments: given } };
  }
}

/** A single text is written as a string: every server accepts that. */
function shortest(content: readonly Content[]): string | readonly Content[] {
  const [first] = content;
  return content.length === 1 && first?.type === "text" ? first.text : content;
}
