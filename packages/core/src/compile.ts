/** Folds the plugin list once, right to left, into a single Send. Position in the list is the only order. */
import type { Send } from "./hooks.ts";
import type { Runtime } from "./runtime.ts";
import { createStage, type Member } from "./stage.ts";

export interface Compiled {
  /** The whole pipeline. */
  readonly send: Send;
  /** For each member, what stands inside it: where its own dispatches go. */
  readonly inward: readonly (() => Send)[];
}

export function compile(members: readonly Member[], innermost: Send, runtime: Runtime): Compiled {
  const inward: (() => Send)[] = [];
  let send = innermost;
  let run: readonly Member[] = [];
  const stage = (those: readonly Member[], inside: Send): Send => (those[0] ? createStage(those, inside, runtime) : inside);
  for (const member of [...members].reverse()) {
    const { pre, around, post, error, chunk, done } = member.hooks;
    if (around) {
      send = stage(run, send);
      run = [];
    }
    const [those, inside] = [run, send];
    inward.unshift(() => stage(those, inside));
    if (around) send = around(send);
    if (pre ?? post ?? error ?? chunk ?? done) run = [member, ...run];
  }
  return { send: stage(run, send), inward };
}
