/** A plugin list that serves: checked, set up, compiled once, closed in order. */
import { checkList, checkRoutes, throwAny } from "./check.ts";
import { type Compiled, compile } from "./compile.ts";
import { createFlights } from "./flights.ts";
import type { Hooks, PassHooks, Send } from "./hooks.ts";
import type { HostParts } from "./host.ts";
import type { AnyKey } from "./key.ts";
import type { PluginUse } from "./plugin.ts";
import { type MountedRoute, mountRoutes } from "./routes.ts";
import type { Runtime } from "./runtime.ts";
import { setUp } from "./setup.ts";
import type { Member } from "./stage.ts";

export interface PipelineOptions {
  /** The innermost Send. */
  readonly upstream: Send;
  readonly host: HostParts;
  /** An `admin` route needs an earlier plugin that gives this key. */
  readonly guard?: AnyKey;
}

export interface Pipeline {
  /** Never throws and never rejects: a crash is a reply that says so. */
  readonly send: Send;
  readonly routes: readonly MountedRoute[];
  /** Requests between their first hook and their last byte. */
  readonly inFlight: number;
  describe(): readonly Described[];
  start(): Promise<void>;
  /** Waits for the requests in flight, aborts those left after `graceMs`, then closes the plugins. */
  close(graceMs?: number): Promise<void>;
}

/** One plugin of the running pipeline: what `explain` draws and `/api/plugins` lists. */
export interface Described {
  readonly name: string;
  /** The names of its hooks, in the order of a pass. */
  readonly hooks: readonly string[];
  readonly inner: readonly string[];
  readonly routes: readonly MountedRoute[];
  /** True once one of its hooks has failed. */
  readonly degraded: boolean;
}

/** Throws a BootError that lists every fault. Plugins already set up are then closed again. */
export async function createPipeline(uses: readonly PluginUse[], { upstream, host, guard }: PipelineOptions): Promise<Pipeline> {
  const degraded = new Set<string>();
  const runtime: Runtime = {
    clock: host.clock,
    report(plugin, hook, err) {
      degraded.add(plugin);
      host.log.error({ plugin, hook, err }, `${plugin}: ${hook} failed`);
    },
  };
  throwAny(checkList(uses));
  let compiled: Compiled;
  const { hooks, end } = await setUp(uses, host, runtime, (use) => compiled.inward[uses.indexOf(use) + 1]!());
  const flights = createFlights(runtime);
  const plugins = uses.map((use): Member & { hooks: Hooks } => ({ ...use, hooks: hooks.get(use)! }));
  let routes: readonly MountedRoute[];
  let closing: Promise<void> | undefined;
  try {
    routes = mountRoutes([flights, ...plugins], runtime);
    throwAny(checkRoutes(uses, routes, guard));
    compiled = compile([flights, ...plugins, ...innermost(plugins)], upstream, runtime);
  } catch (error) {
    await end("close");
    throw error;
  }
  return {
    send: compiled.send,
    routes,
    get inFlight() {
      return flights.flying.length;
    },
    describe: () =>
      plugins.map(({ name, hooks }) => ({
        name,
        hooks: hookNames(hooks),
        inner: hookNames(hooks.inner),
        routes: routes.filter(({ plugin }) => plugin === name),
        degraded: degraded.has(name),
      })),
    async start() {
      for (const own of hooks.values()) await own.start?.();
    },
    close(graceMs = 10_000) {
      // Each call has its own grace period: a second may be in more of a hurry than the first.
      const settled = Promise.all([flights.settle(graceMs), end("drain", graceMs)]);
      return (closing ??= settled.then(() => end("close")));
    },
  };
}

/** Wraps first, so that an inner hook sees every call that an inner wrap makes too. */
function innermost(plugins: readonly (Member & { hooks: Hooks })[]): Member[] {
  const inner = plugins.filter(({ hooks }) => hooks.inner).map((plugin): Member => ({ ...plugin, hooks: plugin.hooks.inner! }));
  const wraps = inner.map((member): Member => ({ ...member, hooks: { around: member.hooks.around } }));
  return [...wraps, ...inner.map((member): Member => ({ ...member, hooks: { ...member.hooks, around: undefined } }))];
}

function hookNames(hooks: PassHooks = {}): readonly string[] {
  return (["pre", "around", "post", "error", "chunk", "done"] as const).filter((name) => hooks[name]);
}
