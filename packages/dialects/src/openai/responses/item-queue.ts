/** Puts output items apart that a provider fills at the same time: a later one waits until those before have ended. */
import type { AnswerEvent } from "../../canonical/index.ts";
import { type Found, record, text, unreadable } from "./expect.ts";
import { readItem } from "./read-answer.ts";

const nothing: readonly AnswerEvent[] = [];

interface Item {
  /** The call was told, where it is one. */
  called: boolean;
  /** Something of its content was told. */
  said: boolean;
  done: boolean;
  /** Which of its two forms reasoning comes in, and the part that was told last. */
  form: "summary" | "content" | undefined;
  part: number;
  readonly waiting: AnswerEvent[];
}

export class ItemQueue {
  /** There were calls. */
  calls = false;
  /** By output index, in the order they began; an ended one is let go when its turn has come. */
  readonly #items = new Map<number, Item>();
  readonly #seen = new Set<number>();
  #current: Item | undefined;

  open(index: number, found: Found): readonly AnswerEvent[] {
    const item = this.#item(index);
    return found["type"] === "function_call" && !item.called ? this.#call(item, found) : nothing;
  }

  say(index: number, type: "text" | "refusal" | "arguments", delta: string): readonly AnswerEvent[] {
    const item = this.#item(index);
    if (type === "arguments" && !item.called) throw unreadable("output_index", index, "a call that was added");
    if (delta === "") return nothing;
    item.said = true;
    return this.#tell(item, { type, text: delta });
  }

  reason(index: number, form: "summary" | "content", part: number, delta: string): readonly AnswerEvent[] {
    const item = this.#item(index);
    item.form ??= form;
    if (delta === "" || item.form !== form) return nothing;
    const gap = item.said && part !== item.part ? "\n\n" : "";
    item.part = part;
    item.said = true;
    return this.#tell(item, { type: "reasoning", text: gap + delta });
  }

  close(index: number, found: Found): readonly AnswerEvent[] {
    const item = this.#item(index);
    const last = this.#rest(item, found);
    item.done = true;
    return item === this.#current ? [...last, ...this.#next()] : last;
  }

  /** What no event has told so far, by the output as the provider has it in the end. */
  finish(output: readonly unknown[]): readonly AnswerEvent[] {
    const events: AnswerEvent[] = [];
    for (const [index, each] of output.entries()) {
      const open = this.#items.get(index);
      if (this.#seen.has(index) && (!open || open.done)) continue;
      events.push(...this.close(index, record(each, `response.output.${index}`)));
    }
    for (const item of this.#items.values()) {
      if (item.called && !item.said) item.waiting.push({ type: "arguments", text: "{}" });
      item.done = true;
    }
    return [...events, ...this.#next()];
  }

  #item(index: number): Item {
    const known = this.#items.get(index);
    if (known) return known;
    const item: Item = { called: false, said: false, done: false, form: undefined, part: 0, waiting: [] };
    this.#seen.add(index);
    this.#items.set(index, item);
    this.#current ??= item;
    return item;
  }

  #call(item: Item, found: Found): readonly AnswerEvent[] {
    this.calls = item.called = true;
    return this.#tell(item, { type: "call", id: text(found["call_id"], "item.call_id"), name: text(found["name"], "item.name") });
  }

  #tell(item: Item, event: AnswerEvent): readonly AnswerEvent[] {
    if (item === this.#current) return [event];
    item.waiting.push(event);
    return nothing;
  }

  /** Of an item whose content came all at once, or not at all. */
  #rest(item: Item, found: Found): readonly AnswerEvent[] {
    if (item.said) return nothing;
    const events: AnswerEvent[] = [];
    for (const part of readItem(found, "item")) {
      item.said = true;
      if (part.kind !== "call") events.push(...this.#tell(item, { type: part.kind, text: part.text }));
      else {
        if (!item.called) events.push(...this.#call(item, found));
        events.push(...this.#tell(item, { type: "arguments", text: part.arguments }));
      }
    }
    return events;
  }

  /** Lets go of what has ended, and tells what has waited for that. */
  #next(): readonly AnswerEvent[] {
    const events: AnswerEvent[] = [];
    this.#current = undefined;
    for (const [index, item] of this.#items) {
      events.push(...item.waiting.splice(0));
      if (!item.done) {
        this.#current = item;
        break;
      }
      this.#items.delete(index);
    }
    return events;
  }
}
