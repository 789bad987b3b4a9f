/** Requests in flight, as the outermost member of every pipeline: counted, answered when something throws, awaited at close. */
import type { Exchange } from "./exchange.ts";
import { ownRefusal, RefusalError } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import type { Member } from "./stage.ts";

export interface Flights extends Member {
  readonly flying: readonly Exchange[];
  /** Resolves when nothing is in flight; aborts what still is after `graceMs`. */
  settle(graceMs: number): Promise<void>;
}

const shutdown = ownRefusal("the gateway is shutting down", "shutting_down", 503);

export function createFlights(runtime: Runtime): Flights {
  // Not a Set: each time one is rehashed its old table keeps the next alive, and with it every request that was in flight then.
  const flying: Exchange[] = [];
  let landed = (): void => {};
  let empty: Promise<void> | undefined;
  return {
    name: "gateway",
    onError: "closed",
    deadlineMs: 0,
    flying,
    hooks: {
      pre(x) {
        x["~at"] = flying.push(x) - 1;
      },
      error(_x, error) {
        runtime.report("gateway", "request", error);
        if (error instanceof RefusalError) return error.refusal;
        // What was thrown may quote a secret: it goes to the log, never to the client.
        return ownRefusal("the gateway failed");
      },
      done(x) {
        const last = flying.pop()!;
        if (last !== x) flying[(last["~at"] = x["~at"]!)] = last;
        if (!flying[0]) landed();
      },
    },
    async settle(graceMs) {
      if (!flying[0]) return;
      empty ??= new Promise((resolve) => (landed = resolve));
      const cancel = runtime.clock.after(graceMs, () => [...flying].forEach((x) => x["~abort"](shutdown)));
      await empty.finally(cancel);
    },
  };
}
