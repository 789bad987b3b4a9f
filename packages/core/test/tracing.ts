/** Plugins that write down what they live through, in the notation of the traces. */
import {
  type Call,
  definePlugin,
  type Exchange,
  type Hooks,
  type Outcome,
  type PassHooks,
  type PluginUse,
  type UseOptions,
} from "@headgate/core";
import { z } from "zod";

export const none: z.ZodObject = z.strictObject({});

/** A plugin of these hooks and nothing else. */
export function plugin(name: string, hooks: Hooks = {}, use: UseOptions = {}): PluginUse {
  return definePlugin({ api: 1, name, config: none, setup: () => hooks })({}, use);
}

/** Notes `name.pre(model)`, `name.post(status)`, `name.error` and `name.done(status ended)` before the hooks given say their part. */
export function noting(trace: string[], name: string, hooks: PassHooks = {}): PassHooks {
  return {
    ...hooks,
    pre(x, call) {
      trace.push(`${name}.pre(${call.model})`);
      return hooks.pre?.(x, call);
    },
    post(x, reply, call) {
      trace.push(`${name}.post(${reply.status})`);
      return hooks.post?.(x, reply, call);
    },
    error(x, error, call) {
      trace.push(`${name}.error`);
      return hooks.error?.(x, error, call);
    },
    done(x: Exchange, outcome: Outcome, call: Call) {
      trace.push(`${name}.done(${outcome.status} ${outcome.ended})`);
      return hooks.done?.(x, outcome, call);
    },
  };
}

export function traced(trace: string[], name: string, hooks?: PassHooks, use?: UseOptions): PluginUse {
  return plugin(name, noting(trace, name, hooks), use);
}

/** Sends again, to the model named, when the answer is a 5xx. */
export const rerun = (model: string): PassHooks => ({
  around: (send) => async (x, call) => {
    const first = await send(x, call);
    if (first.status < 500) return first;
    first.discard();
    return send(x, { ...call, model });
  },
});
