/** Makes the entries: one for each request and one for each call that it sent, each closed by its own outcome. */
import {
  type Call,
  type Exchange,
  type Host,
  type Key,
  key,
  type Outcome,
  type PassHooks,
  perCall,
  type PerCall,
  type Refusal,
  RefusalError,
  refuse,
} from "@headgate/core";
import type { Prices } from "@headgate/words";
import { close, type Entry, openCall, openRequest, requestedOf } from "./entry.ts";

export interface RecorderParts {
  readonly host: Pick<Host, "clock" | "random" | "providers">;
  /** Keeps two uses of this plugin that write to different places apart. */
  readonly sink: string;
  readonly prices: () => Prices | undefined;
  readonly add: (entry: Entry) => void;
}

export interface Recorder {
  /** At the plugin's place in the list. */
  readonly request: PassHooks;
  readonly call: PassHooks;
}

const crashed: Refusal = refuse({ code: "internal_error", status: 500, message: "a hook or the transport threw", by: "gateway" });

export function createRecorder({ host, sink, prices, add }: RecorderParts): Recorder {
  // Durable, so that the calls of a stored job find the request that asked for it.
  const opened: Key<Entry> = key<Entry>(`usage.${sink}`, { durable: true });
  const thrown: PerCall<Refusal> = perCall();
  /** Which call of its request it is, unless it is the first: an earlier one can end later, kept until a better answer has come. */
  const numbers: PerCall<number> = perCall();
  // The start of this process and one random draw for all; ascending, so that a database appends to its indexes.
  const prefix = `${host.clock.now().toString(36)}-${host.random.uuid().slice(-12)}`;
  let made = 0;
  let head = "";
  const nextId = (): string => {
    const tail = made % tails.length;
    if (tail === 0) head = `${prefix}-${(made / tails.length).toString(36).padStart(4, "0")}`;
    made += 1;
    return head + tails[tail]!;
  };
  const error = (_x: Exchange, why: unknown, call: Call): void =>
    void thrown.set(call, why instanceof RefusalError ? why.refusal : crashed);
  return {
    request: {
      pre(x, call) {
        if (x.inference && !x.get(opened)) x.set(opened, openRequest(nextId(), x, call));
      },
      error,
      done(x, outcome, call) {
        const entry = x.get(opened);
        if (!entry || entry.ended !== undefined) return;
        entry.requested ??= requestedOf(x, entry);
        close(entry, outcome, outcome.status === 0 ? thrown.get(call) : undefined);
        if (outcome.call) credit(entry, outcome.call, host);
        add(entry);
      },
    },
    call: {
      pre(x, call) {
        const parent = x.inference ? x.get(opened) : undefined;
        if (!parent) return;
        parent.attempt += 1;
        if (parent.attempt > 1) numbers.set(call, parent.attempt);
      },
      error,
      done(x, outcome, call) {
        if (!x.inference) return;
        const parent = x.get(opened);
        const why = outcome.status === 0 ? thrown.get(call) : undefined;
        if (!hasLeft(x, outcome, why)) {
          if (parent) parent.attempt -= 1;
          return;
        }
        const entry = openCall(nextId(), x, call, parent, numbers.get(call) ?? 1);
        close(entry, outcome, why);
        credit(entry, outcome.call ?? call, host);
        charge(entry, parent, prices());
        add(entry);
      },
    },
  };
}

/** The last two digits of an id, so that a number is turned into text only once in 1,296. */
const tails: readonly string[] = Array.from({ length: 36 ** 2 }, (_, i) => i.toString(36).padStart(2, "0"));

/** False if an inner plugin refused the call or the upstream does not know the model: then no provider was asked. */
function hasLeft(x: Exchange, { call, status }: Outcome, thrown: Refusal | undefined): boolean {
  // Without a reply: the transport broke, or its client left while it waited.
  return call !== undefined || (status === 0 && (thrown === crashed || x.signal.aborted));
}

/** If nobody has chosen a key, the upstream uses the provider's first. */
function credit(entry: Entry, call: Call, { providers }: Pick<Host, "providers">): void {
  const credential = call.credential ?? providers.get(call.provider)?.credentials[0];
  entry.owner = credential?.owner;
  entry.credential = credential?.owner === "gateway" ? credential.name : undefined;
}

/** A request costs what all its calls did, whichever of them answered it. */
function charge(entry: Entry, parent: Entry | undefined, prices: Prices | undefined): void {
  const { usage } = entry;
  if (!usage || !prices) return;
  const cost = prices.cost(entry, entry.operation, usage.units);
  if (cost === undefined) return;
  entry.cost = cost;
  entry.prices = prices.version;
  if (!parent) return;
  parent.cost = (parent.cost ?? 0) + cost;
  parent.prices = prices.version;
}
