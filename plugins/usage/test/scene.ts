/** The plugin between who asks and what it costs, on a real SQLite database, with a hand-moved clock. */
import { type Call, type Db, definePlugin, type Hooks, type PluginUse, type Random, type Send } from "@headgate/core";
import { createDatabase, type Database } from "@headgate/db";
import usage, { type UsageOptions } from "@headgate/plugin-usage";
import {
  createHost,
  createRandom,
  openPipeline,
  type OpenPipeline,
  providersOf,
  type Ran,
  type TestHost,
} from "@headgate/testkit";
import { Prices, Principal } from "@headgate/words";
import { z } from "zod";

/** 3 nano-dollars for each token in, 5 for each token out; nobody knows what `free/…` costs. */
export const priceOf = (input: number, output: number): number => 3 * input + 5 * output;

export const providers = [
  { name: "openai", dialect: "openai", credentials: ["key-1"] },
  { name: "anthropic", dialect: "openai", credentials: ["key-2"] },
  { name: "free", dialect: "openai" },
] as const;

export interface SceneOptions {
  readonly send: Send;
  readonly options?: UsageOptions;
  /** Listed after it. */
  readonly inside?: readonly PluginUse[];
  readonly outside?: readonly PluginUse[];
  readonly host?: TestHost;
}

export interface Scene extends OpenPipeline {
  /** What an admin's GET of `/api/usage/<path>` is answered, as JSON; throws for any other status than 200. */
  ask(path: string): Promise<Record<string, unknown>>;
  requests(query?: string): Promise<readonly Kept[]>;
  calls(query?: string): Promise<readonly Kept[]>;
}

/** A record as the admin sees it. */
export type Kept = Readonly<Record<string, unknown>>;

export async function openScene({ send, options = {}, inside = [], outside = [], host }: SceneOptions): Promise<Scene> {
  const open = await openPipeline([...outside, who, usage(options), prices, ...inside], {
    guard: Principal,
    send,
    host: host ?? (await createKeeper()),
  });
  const ask = async (path: string): Promise<Record<string, unknown>> => {
    const ran = await get(open, path);
    if (ran.status !== 200) throw new Error(`${path}: ${ran.status} ${ran.error?.message ?? ran.body}`);
    const answer = JSON.parse(ran.body) as Record<string, unknown>;
    // So that the API's document cannot lie.
    const { about } = open.pipeline.routes.find((route) => route.path === `/api/usage/${path.split("?", 1)[0]}`)!;
    about!.answer!.parse(answer);
    return answer;
  };
  return {
    ...open,
    ask,
    requests: async (query = "order=asc") => (await ask(`requests?${query}`))["requests"] as Kept[],
    calls: async (query = "order=asc") => (await ask(`calls?${query}`))["calls"] as Kept[],
  };
}

export async function get(open: OpenPipeline, path: string): Promise<Ran> {
  const [name, query = ""] = path.split("?", 2);
  return open.send({ method: "GET", path: `/api/usage/${name}`, query });
}

/** A host with a database of its own, in memory unless it is handed one. */
export async function createKeeper(db?: Db, random: Random = createRandom()): Promise<TestHost> {
  const host = createHost();
  return createHost({ clock: host.clock, random, db: db ?? (await createMemory(host)), providers: providersOf(providers) });
}

export function createMemory({ log, clock }: TestHost): Promise<Database> {
  return createDatabase({ driver: "sqlite", file: ":memory:" }, { log, clock });
}

export function plugin(name: string, hooks: Hooks): PluginUse {
  return definePlugin({ api: 1, name, config: z.strictObject({}), setup: () => hooks })({});
}

/** The plugin without its admin routes, which conform's pipeline would refuse: it has nobody who says who asks. */
export const routeless: typeof usage = definePlugin({
  ...usage.spec,
  setup: async (host, options) => ({ ...(await usage.spec.setup(host, options)), routes: [] }),
});

/** Asks again, at each of these targets, whatever the first one answered. */
export function alsoAsks(...targets: readonly Pick<Call, "provider" | "model">[]): PluginUse {
  return plugin("again", {
    around: (send) => async (x, call) => {
      let reply = await send(x, call);
      for (const target of targets) {
        reply.discard();
        reply = await send(x, { ...call, ...target });
      }
      return reply;
    },
  });
}

const who: PluginUse = definePlugin({
  api: 1,
  name: "who",
  config: z.strictObject({}),
  gives: [Principal],
  setup: () => ({
    pre(x) {
      const id = x.headers["x-caller"];
      if (id !== undefined) x.set(Principal, { id, name: `name of ${id}`, kind: "key", admin: false });
    },
  }),
})({});

const prices: PluginUse = definePlugin({
  api: 1,
  name: "prices",
  config: z.strictObject({}),
  offers: [Prices],
  setup(host) {
    host.offer(Prices, {
      version: "2026-01-01",
      cost: ({ provider }, _operation, { input = 0, output = 0 }) => (provider === "free" ? undefined : priceOf(input, output)),
      most: () => undefined,
    });
    return {};
  },
})({});
