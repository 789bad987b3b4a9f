/** A plugin under observation: which passes it entered, how each of them ended, and what it threw. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Call, Exchange, Hooks, Host, PassHooks, PluginUse } from "@headgate/core";

export interface Watched {
  readonly use: PluginUse;
  /** What a hook threw or rejected with, with the hook's name before it. */
  readonly thrown: readonly string[];
  /** Descriptions of completed passes that did not get exactly one of `post` and `error` and exactly one `done`. */
  unsettled(): readonly string[];
}

/** True while the plugin's own code runs, however many promises later; not while code that it calls runs. */
export const own: AsyncLocalStorage<boolean> = new AsyncLocalStorage<boolean>();

export function watch(use: PluginUse): Watched {
  const thrown: string[] = [];
  const passes: Passes[] = [];
  const hooksOf = (hooks: PassHooks, place: string): PassHooks => {
    const seen: Passes = { place, passes: new Map() };
    passes.push(seen);
    return watchHooks(hooks, seen, thrown);
  };
  const setup = async (host: Host, config: unknown): Promise<Hooks> => {
    const dispatch: Host["dispatch"] = (what, call) => own.run(false, () => host.dispatch(what, call));
    const hooks = await own.run(true, () => use.spec.setup({ ...host, dispatch }, config));
    const { routes, inner, start, close } = hooks;
    return {
      ...hooksOf(hooks, "its own place"),
      ...(inner && { inner: hooksOf(inner, "inner") }),
      ...(routes && {
        routes: routes.map((route) => ({
          ...route,
          ...(route.handle && { handle: (x: Exchange) => own.run(true, () => route.handle!(x)) }),
        })),
      }),
      ...(start && { start: () => own.run(true, () => hooks.start!()) }),
      ...(close && { close: () => own.run(true, () => hooks.close!()) }),
    };
  };
  // No deadline: the hand-moved clock may jump while a hook waits for something that takes real time, such as a digest.
  return {
    use: { ...use, deadlineMs: 1e12, spec: { ...use.spec, setup } },
    thrown,
    unsettled: () => passes.flatMap(unsettled),
  };
}

interface Passes {
  readonly place: string;
  readonly passes: Map<Call, { completed: number; outbound: number; done: number }>;
}

/** Adds every missing hook: a plugin without `done` would not show whether it was called. */
function watchHooks(hooks: PassHooks, { passes }: Passes, thrown: string[]): PassHooks {
  const { around } = hooks;
  const layered = around && { around: layer(around.bind(hooks)) };
  if (!(hooks.pre ?? hooks.post ?? hooks.error ?? hooks.chunk ?? hooks.done)) return { ...layered };
  const at = (call: Call): { completed: number; outbound: number; done: number } => {
    const counts = passes.get(call) ?? { completed: 0, outbound: 0, done: 0 };
    passes.set(call, counts);
    return counts;
  };
  const tried = <T>(hook: string, run: () => T, then?: (out: Awaited<T>) => void): T => {
    const failed = (error: unknown): never => {
      thrown.push(`${hook}: ${String(error)}`);
      throw error;
    };
    try {
      const out = own.run(true, run);
      if (!(out instanceof Promise)) then?.(out as Awaited<T>);
      else return out.then((value: Awaited<T>) => (then?.(value), value), failed) as T;
      return out;
    } catch (error) {
      return failed(error);
    }
  };
  return {
    ...layered,
    pre: (x, call) =>
      tried(
        "pre",
        () => hooks.pre?.(x, call),
        (out) => void (out === undefined && at(call).completed++),
      ),
    post: (x, reply, call) => (at(call).outbound++, tried("post", () => hooks.post?.(x, reply, call))),
    error: (x, error, call) => (at(call).outbound++, tried("error", () => hooks.error?.(x, error, call))),
    done: (x, outcome, call) => (at(call).done++, tried("done", () => hooks.done?.(x, outcome, call))),
    ...(hooks.chunk && { chunk: (x, bytes) => tried("chunk", () => hooks.chunk!(x, bytes)) }),
  };
}

function layer(around: NonNullable<PassHooks["around"]>): NonNullable<PassHooks["around"]> {
  return (send) => {
    const layered = own.run(true, () => around((x, call) => own.run(false, () => send(x, call))));
    return (x, call) => own.run(true, () => layered(x, call));
  };
}

function unsettled({ place, passes }: Passes): string[] {
  return [...passes.values()]
    .filter(({ completed, outbound, done }) => completed !== outbound || completed !== done)
    .map((it) => `at ${place}: ${it.completed} completed pre, ${it.outbound} post or error, ${it.done} done`);
}
