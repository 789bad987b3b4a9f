/** The path of every request: an answer passes as it came, and only a failure leaves this file. */
import type { Call, Exchange, Layer, MaybePromise, Reply } from "@headgate/core";
import { type HasMoreTargets, MoreTargets } from "@headgate/words";
import type { Judge } from "./judge.ts";
import type { Rescue } from "./rescue.ts";
import type { Resume } from "./resume.ts";
import { conclude, type Turn } from "./turn.ts";

export interface LayerParts {
  readonly judge: Judge;
  readonly rescue: Rescue;
  readonly resume: Resume;
  readonly hasMore: HasMoreTargets;
}

export function createLayer({ judge, rescue, resume, hasMore }: LayerParts): Layer {
  return (send) => {
    const failed = (x: Exchange, call: Call, turn: Turn): MaybePromise<Reply> =>
      judge(turn, call) ? rescue(send, x, call, turn) : conclude(turn);
    const settled = (x: Exchange, call: Call, reply: Reply): MaybePromise<Reply> => {
      if (reply.error) return failed(x, call, { reply });
      return x.stream ? resume(send, x, call, reply) : reply;
    };
    const later = async (pending: Promise<Reply>, x: Exchange, call: Call): Promise<Reply> => {
      let reply: Reply;
      try {
        reply = await pending;
      } catch (thrown) {
        return failed(x, call, { thrown });
      }
      return settled(x, call, reply);
    };
    return (x, call) => {
      // A passed-through request refers to what one provider stores.
      if (!x.inference || x.operation === "passthrough") return send(x, call);
      x.set(MoreTargets, hasMore);
      let reply: MaybePromise<Reply>;
      try {
        reply = send(x, call);
      } catch (thrown) {
        return failed(x, call, { thrown });
      }
      if (reply instanceof Promise) return later(reply, x, call);
      return settled(x, call, reply);
    };
  };
}
