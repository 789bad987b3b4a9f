/** Reads Chat messages as turns: system messages at the start are kept apart, and tool results go into the user's turn. */
import type { CallPart, Loss, Part, ResultPart, Turn } from "../../canonical/index.ts";
import { readAssistant } from "./read-assistant.ts";
import { readContent, readTexts } from "./read-content.ts";
import { asRecord, asText, type Fields, optional, unreadable } from "../../canonical/expect.ts";
import { nameRest } from "./rest.ts";

const known: Readonly<Record<"spoken" | "result", ReadonlySet<string>>> = {
  spoken: new Set(["role", "content"]),
  result: new Set(["role", "content", "name", "tool_call_id"]),
};

export class MessageReader {
  readonly system: string[] = [];
  readonly turns: { readonly role: Turn["role"]; readonly parts: Part[] }[] = [];
  readonly #lost: Loss[];
  /** Names of the tools by the ids of their calls. */
  readonly #names = new Map<string, string>();
  /** The last call of each function, for results that name only the function. */
  readonly #lastCalls = new Map<string, string>();

  constructor(lost: Loss[]) {
    this.#lost = lost;
  }

  read(value: unknown, index: number): void {
    const at = `messages.${index}`;
    const message = asRecord(value, at);
    switch (message["role"]) {
      case "system":
      case "developer":
        return this.#readSystem(message, at);
      case "user":
        return this.#readUser(message, at);
      case "assistant":
        return this.#readAssistant(message, index, at);
      case "tool":
        return this.#readResult(message, at, asText(message["tool_call_id"], `${at}.tool_call_id`));
      case "function":
        return this.#readResult(message, at, this.#callOf(asText(message["name"], `${at}.name`)));
      default:
        throw unreadable(`${at}.role`, message["role"], "system, developer, user, assistant or tool");
    }
  }

  #readSystem(message: Fields, at: string): void {
    nameRest(message, known.spoken, `${at}.`, this.#lost);
    const parts = readTexts(message["content"], `${at}.content`, this.#lost);
    if (this.turns.length === 0) this.system.push(...parts.map(({ text }) => text));
    else if (parts.length > 0) this.turns.push({ role: "system", parts });
  }

  #readUser(message: Fields, at: string): void {
    nameRest(message, known.spoken, `${at}.`, this.#lost);
    const parts = readContent(message["content"], `${at}.content`, this.#lost);
    const last = this.turns.at(-1);
    if (last?.role === "user" && last.parts[0]?.kind === "result") last.parts.push(...parts);
    else if (parts.length > 0) this.turns.push({ role: "user", parts });
  }

  #readAssistant(message: Fields, index: number, at: string): void {
    const parts = readAssistant(message, index, at, this.#lost);
    for (const part of parts) if (part.kind === "call") this.#remember(part);
    if (parts.length > 0) this.turns.push({ role: "assistant", parts });
  }

  #remember({ id, name }: CallPart): void {
    this.#names.set(id, name);
    this.#lastCalls.set(name, id);
  }
  #callOf(name: string): string {
    return this.#lastCalls.get(name) ?? `call_${name}`;
  }

  #readResult(message: Fields, at: string, id: string): void {
    nameRest(message, known.result, `${at}.`, this.#lost);
    const name = optional(message["name"], `${at}.name`, asText) ?? this.#names.get(id);
    const parts: ResultPart["parts"][number][] = [];
    for (const part of readContent(message["content"] ?? "", `${at}.content`, this.#lost))
      if (part.kind === "audio") this.#lost.push({ feature: "audio-input", field: `${at}.content` });
      else parts.push(part);
    const result: ResultPart = { kind: "result", id, name, parts };
    const last = this.turns.at(-1);
    if (last?.role !== "user") return void this.turns.push({ role: "user", parts: [result] });
    const past = last.parts.findIndex(({ kind }) => kind !== "result");
    last.parts.splice(past < 0 ? last.parts.length : past, 0, result);
  }
}
