/** The path of every call: its first good key answers without a promise of ours; only a refused key leads further. */
import type { Clock, Layer, MaybePromise, Reply, Send } from "@headgate/core";
import { attemptTimeLeft } from "@headgate/words";
import type { Exhaustion } from "./exhaustion.ts";
import type { Marks } from "./marks.ts";
import type { Walker, WalkerFor } from "./walker.ts";

export function createLayer(clock: Clock, walkerFor: WalkerFor, marks: Marks, exhausted: Exhaustion): Layer {
  return (send) => {
    const walk = (walker: Walker): MaybePromise<Reply> => {
      const found = walker.next();
      if (found instanceof Promise) return found.then((it) => (it ? ask(walker) : exhausted(walker)));
      return found ? ask(walker) : exhausted(walker);
    };
    const ask = (walker: Walker): MaybePromise<Reply> => {
      const reply = start(send, walker);
      return reply instanceof Promise ? later(walker, reply) : judge(walker, reply);
    };
    const later = async (walker: Walker, pending: Promise<Reply>): Promise<Reply> => {
      let reply: Reply;
      try {
        reply = await pending;
      } catch (thrown) {
        walker.release();
        throw thrown;
      }
      return judge(walker, reply);
    };
    const judge = (walker: Walker, reply: Reply): MaybePromise<Reply> => {
      walker.lease?.follow(reply);
      const restMs = reply.error && marks.restAfter(reply, walker.sent!);
      if (restMs !== undefined) return refusedKey(walker, reply, restMs);
      return walker.probing ? probed(walker, reply) : reply;
    };
    const refusedKey = async (walker: Walker, reply: Reply, restMs: number): Promise<Reply> => {
      const { x, call } = walker;
      try {
        const marked = marks.rest(walker, reply.error!, restMs);
        if (marked instanceof Promise) await marked;
      } catch (thrown) {
        reply.discard();
        throw thrown;
      } finally {
        walker.probing?.free();
      }
      // Read only now: an exchange makes its signal on first use, and most never need one.
      if (x.signal.aborted || call.signal?.aborted || !attemptTimeLeft(x, clock.now())) return reply;
      reply.discard();
      return walk(walker);
    };
    const probed = async (walker: Walker, reply: Reply): Promise<Reply> => {
      // With a broken transport nobody has seen the key.
      if (reply.call && reply.error?.by !== "gateway") await marks.clear(walker);
      walker.probing!.free();
      return reply;
    };
    return (x, call) => {
      const walker = walkerFor(x, call);
      return walker ? walk(walker) : send(x, call);
    };
  };
}

function start(send: Send, walker: Walker): MaybePromise<Reply> {
  try {
    return send(walker.x, walker.sent!);
  } catch (thrown) {
    walker.release();
    throw thrown;
  }
}
