/** The path of every request: one that names nothing stored goes where it would, any other to the provider that stores it. */
import {
  type Call,
  type Exchange,
  isRefusal,
  type Layer,
  type Log,
  type MaybePromise,
  refused,
  RefusalError,
  type Reply,
  type Send,
} from "@headgate/core";
import { type Asked, askedOf } from "./asked.ts";
import type { Keeper } from "./keeper.ts";
import type { Pin } from "./pin.ts";
import type { Pins } from "./pins.ts";
import type { Steer } from "./steer.ts";

export interface LayerParts {
  readonly pins: Pins;
  readonly steer: Steer;
  readonly keeper: Keeper;
  readonly log: Pick<Log, "debug">;
}

export function createLayer({ pins, steer, keeper, log }: LayerParts): Layer {
  return (send) => (x, call) => {
    if (!isConcerned(x.operation)) return send(x, call);
    // A caller's own key goes where the caller sends it, and what it makes is the caller's alone.
    if (!x.inference || !keeps(x.dialect) || call.credential?.owner === "caller") return send(x, call);
    const asked = askedOf(x, call);
    if (!asked) return send(x, call);
    if (isRefusal(asked)) return refused(asked);
    if (asked.ids.length === 0) return ask(send, x, call, asked, undefined);
    const found = asked.ids.map(({ id }) => pins.find(id));
    return found.some((one) => one instanceof Promise)
      ? goLater(send, x, call, asked, found)
      : go(send, x, call, asked, found as Found);
  };

  async function goLater(
    send: Send,
    x: Exchange,
    call: Call,
    asked: Asked,
    pending: readonly MaybePromise<Found[number]>[],
  ): Promise<Reply> {
    let found: Found;
    try {
      found = await Promise.all(pending.map((one) => Promise.resolve(one)));
    } catch (error) {
      if (error instanceof RefusalError) return refused(error.refusal);
      throw error;
    }
    return go(send, x, call, asked, found);
  }

  function go(send: Send, x: Exchange, call: Call, asked: Asked, found: Found): MaybePromise<Reply> {
    const steered = steer(x, call, asked, found);
    if (isRefusal(steered)) return refused(steered);
    if (steered !== call) {
      const { provider, credential } = steered;
      log.debug({ request: x.id, provider, key: credential?.name }, "sent to the provider and key that store what it refers to");
    }
    // The first id is that of the path, if it names any.
    return ask(send, x, steered, asked, asked.ids[0]!.param === undefined ? found[0] : undefined);
  }

  function ask(send: Send, x: Exchange, call: Call, asked: Asked, about: Pin | undefined): MaybePromise<Reply> {
    const reply = send(x, call);
    return reply instanceof Promise ? keepLater(x, asked, about, reply) : keeper(x, asked, about, reply);
  }

  async function keepLater(x: Exchange, asked: Asked, about: Pin | undefined, reply: Promise<Reply>): Promise<Reply> {
    return keeper(x, asked, about, await reply);
  }
}

type Found = readonly (Pin | undefined)[];

/** Whether the vendor stores things for clients. */
function keeps(dialect: string): boolean {
  return dialect === "openai" || dialect === "anthropic";
}

/** Operations that can name a response, or make one. */
function isConcerned(operation: string): boolean {
  return operation === "responses" || operation === "passthrough" || operation === "compact" || operation === "input_tokens";
}
