/** The exchange as the edge builds it: lazy in everything that costs, so that a plugin pays only for what it asks. */
import { type AnyKey, type Body, type Exchange, type ExchangeInit, type Key, type Refusal, RefusalError } from "@headgate/core";
import { fieldOf } from "@headgate/wire";

export function createExchange(init: ExchangeInit): Exchange {
  return new LiveExchange(init);
}

/** The durable slots by name, for a frozen request. */
export function durableSlots(x: Exchange): Record<string, unknown> {
  const slots = (x as LiveExchange).slots ?? [];
  return Object.fromEntries([...slots.values()].filter(([key]) => key.durable).map(([key, value]) => [key.name, value]));
}

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
  parsed: { readonly value: unknown } | undefined;
  slots: Map<string, readonly [AnyKey, unknown]> | undefined;
  controller: AbortController | undefined;
  aborted: Refusal | undefined;
  "~at": number;
  leavers: ((why: Refusal) => void)[] | undefined;

  constructor(init: ExchangeInit) {
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
    this.parsed = undefined;
    this.slots = undefined;
    this.controller = undefined;
    this.aborted = undefined;
    this["~at"] = -1;
    this.leavers = undefined;
  }

  field(name: string): unknown {
    return fieldOf(this.body, name);
  }
  json(): unknown {
    return (this.parsed ??= { value: JSON.parse(new TextDecoder().decode(this.body.bytes)) }).value;
  }
  get signal(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.aborted) this.controller.abort(new RefusalError(this.aborted));
    return this.controller.signal;
  }
  get<T>(key: Key<T>): T | undefined {
    return this.slots?.get(key.name)?.[1] as T | undefined;
  }
  need<T>(key: Key<T>): T {
    if (!this.slots?.has(key.name)) throw new Error(`nobody has set "${key.name}": list the plugin that gives it earlier`);
    return this.get(key) as T;
  }
  set<T>(key: Key<T>, value: T): void {
    (this.slots ??= new Map()).set(key.name, [key, value]);
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
