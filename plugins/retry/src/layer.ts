/** The path of every request: an answer passes as it came, and only a failure leaves this file. */
import type { Call, Exchange, Layer, Reply } from "@headgate/core";
import type { Again } from "./again.ts";

export function createLayer(again: Again): Layer {
  return (send) => {
    const later = async (pending: Promise<Reply>, x: Exchange, call: Call): Promise<Reply> => {
      const reply = await pending;
      return reply.error ? again(send, x, call, reply) : reply;
    };
    return (x, call) => {
      const reply = send(x, call);
      if (!x.inference) return reply;
      if (reply instanceof Promise) return later(reply, x, call);
      return reply.error ? again(send, x, call, reply) : reply;
    };
  };
}
