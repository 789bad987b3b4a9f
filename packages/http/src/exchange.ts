/** The exchange as the edge builds it: lazy wherever work is expensive, so that a plugin pays only for what it asks for. */
import { type AnyKey, type Body, type Exchange, type ExchangeInit, type Key, type Refusal, RefusalError } from "@headgate/core";
import { fieldOf, formValues, type HasBytes } from "@headgate/wire";

/** `asked`: the model, where the path names it instead of the body; `field("model")` returns it too. */
export function createExchange(init: ExchangeInit, asked?: string): Exchange {
  return new LiveExchange(init, asked);
}

/** The durable slots by name, for a frozen request. */
export function durableSlots(x: Exchange): Record<string, unknown> {
  const { keys, values } = x as LiveExchange;
  return Object.fromEntries(keys.flatMap((key, i) => (key.durable ? [[key.name, values[i]]] : [])));
}

/** Shared by all exchanges without a slot. */
const none: readonly unknown[] = [];

class LiveExchange implements Exchange {
  readonly id: string;
  readonly access: ExchangeInit["access"];
  readonly inference: boolean;
  readonly operation: string;
  readonly dialect: string;
  readonly stream: boolean;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly peer: string;
  readonly headers: ExchangeInit["headers"];
  readonly body: Body;
  readonly asked: string | undefined;
  parsed: { readonly value: unknown } | undefined;
  /** A handful at most, so a list is quicker than a map. */
  keys: AnyKey[] = none as AnyKey[];
  values: unknown[] = none as unknown[];
  controller: AbortController | undefined;
  aborted: Refusal | undefined;
  "~at": number;
  leavers: ((why: Refusal) => void)[] | undefined;

  constructor(init: ExchangeInit, asked: string | undefined) {
    this.id = init.id;
    this.access = init.access;
    this.inference = init.inference;
    this.operation = init.operation;
    this.dialect = init.dialect;
    this.stream = init.stream;
    this.method = init.method;
    this.path = init.path;
    this.query = init.query;
    this.peer = init.peer;
    this.headers = init.headers;
    this.body = init.body;
    this.asked = asked;
    this.parsed = undefined;
    this.controller = undefined;
    this.aborted = undefined;
    this["~at"] = -1;
    this.leavers = undefined;
  }

  field(name: string): unknown {
    return this.asked !== undefined && name === "model" ? this.asked : fieldOf(this.body, name);
  }
  json(): unknown {
    return (this.parsed ??= { value: parsed(this.body) }).value;
  }
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.aborted) this.controller.abort(new RefusalError(this.aborted));
    return this.controller.signal;
  }
  get<T>(key: Key<T>): T | undefined {
    const slot = this.slotOf(key);
    return slot < 0 ? undefined : (this.values[slot] as T);
  }
  need<T>(key: Key<T>): T {
    const slot = this.slotOf(key);
    if (slot < 0) throw new Error(`nobody has set "${key.name}": list the plugin that gives it earlier`);
    return this.values[slot] as T;
  }
  set<T>(key: Key<T>, value: T): void {
    const slot = this.slotOf(key);
    if (slot >= 0) {
      this.values[slot] = value;
    } else if (this.keys === none) {
      this.keys = [key];
      this.values = [value];
    } else {
      this.keys.push(key);
      this.values.push(value);
    }
  }
  /** -1 when it was never set. */
  slotOf({ name }: AnyKey): number {
    const { keys } = this;
    for (let i = 0; i < keys.length; i++) if (keys[i]!.name === name) return i;
    return -1;
  }
  "~onAbort"(then: (why: Refusal) => void): () => void {
    if (this.aborted) then(this.aborted);
    else (this.leavers ??= []).push(then);
    return () => {
      const at = this.leavers?.indexOf(then) ?? -1;
      if (at >= 0) this.leavers!.splice(at, 1);
    };
  }
  "~abort"(why: Refusal): void {
    if (this.aborted) return;
    this.aborted = why;
    this.controller?.abort(new RefusalError(why));
    const { leavers } = this;
    this.leavers = undefined;
    for (const leave of leavers ?? []) leave(why);
  }
}

function parsed({ bytes, form }: HasBytes): unknown {
  return form ? formValues(form) : JSON.parse(new TextDecoder().decode(bytes));
}
