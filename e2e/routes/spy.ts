/** A plugin that has every hook there is and remembers which of them fired for which request, and what bytes passed. */
import { definePlugin, type Exchange, type PassHooks, type PluginFactory, type PluginUse, reply } from "@headgate/core";
import { z } from "zod";

export interface Spying {
  /** `outer.pre`, `outer.inner.done`, …, in the order in which they fired. */
  readonly fired: readonly string[];
  /** By `outer.chunk` and so on: what that hook has seen pass. */
  readonly seen: Readonly<Record<string, string>>;
}

export interface Spies {
  plugin(name: string): PluginUse;
  of(id: string): Spying;
}

/** Of each kind of access one, and an alias of every operation below `/v1/`. */
const routes = (name: string) => [
  { method: "POST", path: `/${name}/v1/*`, access: "client", as: "/v1/*" } as const,
  ...(["public", "client", "admin"] as const).map((access) => ({
    method: "POST",
    path: `/${name}/${access}/:id`,
    access,
    handle: () => reply({ status: 200, body: access }),
  })),
];

export function createSpies(): Spies {
  const all = new Map<string, { fired: string[]; seen: Record<string, string> }>();
  const of = (id: string): { fired: string[]; seen: Record<string, string> } => {
    let one = all.get(id);
    if (!one) all.set(id, (one = { fired: [], seen: {} }));
    return one;
  };
  const hooks = (name: string): PassHooks => {
    const note = ({ id }: Exchange, hook: string): void => void of(id).fired.push(`${name}.${hook}`);
    return {
      pre: (x) => note(x, "pre"),
      around: (send) => (x, call) => {
        note(x, "around");
        return send(x, call);
      },
      post: (x) => note(x, "post"),
      error: (x) => note(x, "error"),
      chunk(x, bytes) {
        const { seen } = of(x.id);
        seen[`${name}.chunk`] = (seen[`${name}.chunk`] ?? "") + Buffer.from(bytes).toString("latin1");
      },
      done: (x) => note(x, "done"),
    };
  };
  const spy: (name: string) => PluginFactory<typeof config> = (name) =>
    definePlugin({
      api: 1,
      name,
      config,
      setup: () => ({ ...hooks(name), inner: hooks(`${name}.inner`), routes: routes(name) }),
    });
  return { plugin: (name) => spy(name)({}), of };
}

const config = z.strictObject({});
