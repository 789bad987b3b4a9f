/** Separates output items that a provider fills at the same time: a later one waits until those before it have ended. */
import type { AnswerEvent } from "../../canonical/index.ts";
import { asRecord, asText, type Fields, unreadable } from "../../canonical/expect.ts";
import { readItem } from "./read-answer.ts";

const nothing: readonly AnswerEvent[] = [];

interface Item {
  /** For a call: it has been sent. */
  called: boolean;
  /** Some of its content has been sent. */
  said: boolean;
  done: boolean;
  /** Which of its two forms reasoning uses, and the part that was sent last. */
  form: "summary" | "content" | undefined;
  part: number;
  readonly waiting: AnswerEvent[];
}

export class ItemQueue {
  /** Whether there were calls. */
  calls = false;
  /** By output index, in the order they began; an item that has ended is removed when its turn comes. */
  readonly #items = new Map<number, Item>();
  readonly #seen = new Set<number>();
  #current: Item | undefined;

  open(index: number, found: Fields): readonly AnswerEvent[] {
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

  close(index: number, found: Fields): readonly AnswerEvent[] {
    const item = this.#item(index);
    const last = this.#rest(item, found);
    item.done = true;
    return item === this.#current ? [...last, ...this.#next()] : last;
  }

  /** What no event has sent so far, according to the provider's final output. */
  finish(output: readonly unknown[]): readonly AnswerEvent[] {
    const events: AnswerEvent[] = [];
    for (const [index, each] of output.entries()) {
      const open = this.#items.get(index);
      if (this.#seen.has(index) && (!open || open.done)) continue;
      events.push(...this.close(index, asRecord(each, `response.output.${index}`)));
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

  #call(item: Item, found: Fields): readonly AnswerEvent[] {
    this.calls = item.called = true;
    return this.#tell(item, {
      type: "call",
      id: asText(found["call_id"], "item.call_id"),
      name: asText(found["name"], "item.name"),
    });
  }

  #tell(item: Item, event: AnswerEvent): readonly AnswerEvent[] {
    if (item === this.#current) return [event];
    item.waiting.push(event);
    return nothing;
  }

  /** The events of an item whose content came all at once, or not at all. */
  #rest(item: Item, found: Fields): readonly AnswerEvent[] {
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

  /** Removes items that have ended, and sends those that were waiting for it. */
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
