/** Offers calls at a steady rate to several gateways in turn, whatever they answer. */
import type { RunningGateway } from "../start/gateway.ts";
import { type Answer, ask, until, type VirtualKey } from "./asking.ts";

export interface Load {
  readonly perSecond: number;
  /** Whole seconds of the store's clock, begun at their beginning. */
  readonly windows: number;
  /** The store's clock before ours. */
  readonly aheadMs: number;
}

export interface Offered {
  readonly answers: readonly Answer[];
  /** What this machine has really managed. */
  readonly offeredPerSecond: number;
}

export async function offer(to: readonly RunningGateway[], key: VirtualKey, load: Load): Promise<Offered> {
  const { perSecond, windows, aheadMs } = load;
  const startedAt = await until(async () => {
    const now = Date.now();
    return (now + aheadMs) % 1000 < 50 ? now : undefined;
  }, 5);
  const sent: Promise<Answer>[] = [];
  const endsAt = (Math.floor((startedAt + aheadMs) / 1000) + windows) * 1000 - aheadMs;
  await until(async () => {
    const now = Date.now();
    // Nothing is caught up on after the end: what comes then would be counted in the next window.
    if (now >= endsAt - 20) return now;
    const due = Math.ceil(((now - startedAt) * perSecond) / 1000);
    while (sent.length < due) sent.push(ask(to[sent.length % to.length]!, "embeddings", key));
    return undefined;
  }, 5);
  const answers = await Promise.all(sent);
  return { answers, offeredPerSecond: Math.round((sent.length * 1000) / (endsAt - startedAt)) };
}
