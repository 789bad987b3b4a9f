/** Requests in flight, as the outermost member of every pipeline: counted, answered for when something throws, awaited at close. */
import type { Exchange } from "./exchange.ts";
import { ownRefusal, RefusalError } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";
import type { Member } from "./stage.ts";

export interface Flights extends Member {
  readonly flying: ReadonlySet<Exchange>;
  /** Resolves when nothing is in flight; aborts what still is after so many milliseconds. */
  settle(graceMs: number): Promise<void>;
}

const shutdown = ownRefusal("shutting_down", 503, "the gateway is shutting down");

export function createFlights(runtime: Runtime): Flights {
  const flying = new Set<Exchange>();
  let landed = (): void => {};
  let empty: Promise<void> | undefined;
  return {
    name: "gateway",
    onError: "closed",
    deadlineMs: 0,
    flying,
    hooks: {
      pre: (x) => void flying.add(x),
      error(_x, error) {
        runtime.report("gateway", "request", error);
        if (error instanceof RefusalError) return error.refusal;
        // What was thrown may quote a secret: it goes to the log, never to the client.
        return ownRefusal("internal_error", 500, "the gateway failed to handle this request");
      },
      done(x) {
        flying.delete(x);
        if (flying.size === 0) landed();
      },
    },
    async settle(graceMs) {
      if (flying.size === 0) return;
      empty ??= new Promise((resolve) => (landed = resolve));
      const cancel = runtime.clock.after(graceMs, () => flying.forEach((x) => x["~abort"](shutdown)));
      await empty.finally(cancel);
    },
  };
}
