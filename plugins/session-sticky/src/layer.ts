/** The path of every request: sent to the target its session is bound to, then bound to the target that answered well. */
import type { Call, Exchange, Layer, Reply, Send } from "@headgate/core";
import { Prefer } from "@headgate/words";
import { type Binding, bindingOf } from "./binding.ts";
import { bindingKey } from "./binding-key.ts";
import type { Bindings } from "./bindings.ts";
import { isSame, type Reaches } from "./reach.ts";
import type { ReadSession } from "./session.ts";

export interface LayerParts {
  readonly readSession: ReadSession;
  readonly bindings: Bindings;
  readonly reaches: Reaches;
  /** Milliseconds. */
  readonly ttlOf: (x: Exchange) => number;
}

export function createLayer({ readSession, bindings, reaches, ttlOf }: LayerParts): Layer {
  return (send) => (x, call) => {
    // A caller's own key goes where the caller sends it.
    if (!x.inference || call.credential) return send(x, call);
    const session = readSession(x);
    if (session === undefined) return send(x, call);
    const requested = requestedModel(x, call);
    const key = bindingKey(x, session, requested);
    const bound = bindings.read(key);
    if (bound instanceof Promise) return goOnLater(send, x, call, key, requested, bound);
    const reply = send(x, steer(x, call, requested, bound));
    return reply instanceof Promise ? keepLater(x, key, reply) : keep(x, key, reply);
  };

  async function goOnLater(
    send: Send,
    x: Exchange,
    call: Call,
    key: string,
    requested: string,
    bound: Promise<Binding | undefined>,
  ): Promise<Reply> {
    return keep(x, key, await send(x, steer(x, call, requested, await bound)));
  }

  async function keepLater(x: Exchange, key: string, reply: Promise<Reply>): Promise<Reply> {
    return keep(x, key, await reply);
  }

  function steer(x: Exchange, call: Call, requested: string, bound: Binding | undefined): Call {
    if (!bound || !reaches(x, call, requested, bound)) return call;
    const { provider, model, key } = bound;
    x.set(Prefer, { provider, key });
    return isSame(call, bound) ? call : { ...call, provider, model };
  }

  function keep(x: Exchange, key: string, reply: Reply): Reply {
    const binding = bindingOf(reply);
    if (binding) bindings.write(key, binding, ttlOf(x));
    return reply;
  }
}

/** As the client wrote it, so that an alias stays one session wherever it leads. */
function requestedModel(x: Exchange, { provider, model }: Call): string {
  const requested = x.field("model");
  return typeof requested === "string" ? requested : `${provider}/${model}`;
}
