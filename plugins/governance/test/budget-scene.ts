/** One model whose every call costs at most a dollar, and endings of all kinds. */
import { type ByteSource, refuse, refused, reply, type Reply, type Send, type Usage } from "@headgate/core";
import { leave, type TestHost } from "@headgate/testkit";
import { counterKey } from "../src/directory/counter-key.ts";
import { levelOf } from "../src/judge/level.ts";
import type { Budget } from "../src/model.ts";
import type { GovernanceOptions } from "../src/options.ts";

/** A token that is written costs a cent; what is read is free. */
export const priced: GovernanceOptions = {
  prices: {
    m: { input: 0, output: 10_000, context: 1_000_000, maxOutput: 100 },
    dear: { input: 10_000, output: 10_000, context: 1_000_000, maxOutput: 100 },
  },
};
export const dollar = 1e9;
export const cent = 1e7;

export const wrote = (output: number, estimated = false): Usage => ({ estimated, units: { input: 10, output } });

export function whole(usage: Usage | undefined): Send {
  return (_x, call) => reply({ status: 200, call, usage, body: '{"id":"1"}' });
}

export const failing: Send = (_x, call) =>
  refused(refuse({ code: "server_error", status: 500, message: "no", by: "provider", scope: "target" }), call);
export const throwing: Send = () => {
  throw new Error("socket hang up");
};
const lost = refuse({ code: "upstream_error", status: 502, message: "lost", by: "gateway", scope: "target" });

/** 40 bytes, then what `last` does. As the upstream's, it knows what was used when it ends. */
export function streamed(usage: Usage | undefined, last: "end" | "cut" | "leave"): Send {
  return (x, call) => {
    const answer: Reply = reply({ status: 200, call, body: source() });
    return answer;
    function source(): ByteSource {
      return {
        start(sink) {
          sink.write(new Uint8Array(40));
          answer.usage = usage;
          if (last === "end") sink.end();
          if (last === "cut") sink.fail(lost);
          if (last === "leave") leave(x);
        },
        pause() {},
        resume() {},
        cancel() {},
      };
    }
  };
}

/** The client goes while the provider is at work. */
export const left: Send = (x, call) => {
  leave(x);
  return refused(refuse({ code: "client_closed_request", status: 499, message: "gone", by: "gateway" }), call);
};

/** Nano-dollars, of what is settled and what is held. */
export async function usedOf({ store, clock }: Pick<TestHost, "store" | "clock">, budget: Budget): Promise<number> {
  const window = levelOf("", "request", { budget })!.budget!.period(clock.now());
  const [used] = await store.used([{ key: counterKey("budget", budget.id), window }]);
  return used!;
}
