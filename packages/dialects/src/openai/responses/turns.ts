/** Groups input items into turns: consecutive items of the model are one turn, and results come before what the user says. */
import type { Part, ResultPart, Turn } from "../../canonical/index.ts";

interface Growing extends Turn {
  readonly parts: Part[];
}

export class Turns {
  readonly all: Growing[] = [];
  /** Instructions before the first turn. */
  readonly system: string[] = [];
  /** Where the user's turns since the model last spoke begin. */
  #since = 0;
  readonly #names = new Map<string, string>();

  say(role: Turn["role"], parts: readonly Part[]): void {
    if (role === "system" && this.all.length === 0 && parts.every(({ kind }) => kind === "text")) {
      for (const part of parts) if (part.kind === "text") this.system.push(part.text);
    } else if (role === "assistant") {
      for (const part of parts) this.speak(part);
    } else if (parts.length > 0) {
      this.all.push({ role, parts: [...parts] });
      if (role === "system") this.#since = this.all.length;
    }
  }

  /** The model does. */
  speak(part: Part): void {
    if (part.kind === "call") this.#names.set(part.id, part.name);
    const last = this.all.at(-1);
    if (last?.role === "assistant") last.parts.push(part);
    else this.#since = this.all.push({ role: "assistant", parts: [part] });
  }

  answer({ name, ...result }: ResultPart): void {
    const part = { ...result, name: name ?? this.#names.get(result.id) };
    const first = this.all[this.#since];
    if (first?.parts[0]?.kind === "result") first.parts.push(part);
    else this.all.splice(this.#since, 0, { role: "user", parts: [part] });
  }
}
