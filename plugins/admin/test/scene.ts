/** A gateway whose every secret holds one word, with admin behind somebody who says who asks. */
import { type Credential, definePlugin, type Described, type PluginUse } from "@headgate/core";
import admin from "@headgate/plugin-admin";
import {
  callOf,
  createHost,
  credentialOf,
  exchangeOf,
  openPipeline,
  type OpenPipeline,
  providersOf,
  type Ran,
  scriptedSend,
} from "@headgate/testkit";
import { GatewayFacts, Principal, ProviderSettings } from "@headgate/words";
import { onTestFinished } from "vitest";
import { z } from "zod";

export const canary = "canary-7f3a";
const origin = "https://openai.test";

export interface Scene {
  readonly open: OpenPipeline;
  /** `path` after `/api`. */
  get(path: string): Promise<Ran>;
  /** The JSON of a 200; throws for any other answer. */
  ask(path: string): Promise<unknown>;
  /** The status of a route for a path that the router has read as its own, whatever it spells. */
  reach(route: string, path: string): Promise<number>;
  /** What was revealed to anybody. */
  readonly revealed: readonly string[];
}

export interface SceneOptions {
  /** Listed last; by default nobody offers the gateway's facts. */
  readonly facts?: GatewayFacts;
  /** Offered with them; by default nobody takes changes. */
  readonly settings?: ProviderSettings;
  readonly inside?: readonly PluginUse[];
  /** By default two with keys of every kind, and one without. */
  readonly providers?: Parameters<typeof providersOf>[0];
}

export async function openScene({ facts, settings, inside = [], providers }: SceneOptions = {}): Promise<Scene> {
  const revealed: string[] = [];
  const sealed = (name: string, facets: Partial<Credential> = {}): Credential => ({
    ...credentialOf(name, `sk-${canary}`, [origin]),
    reveal: (where) => {
      revealed.push(`${name} to ${where}`);
      return `sk-${canary}`;
    },
    ...facets,
  });
  const usual = [
    { name: "openai", dialect: "openai", models: ["gpt-4o"], byok: true, credentials: [sealed("k0"), sealed("k1", limited)] },
    { name: "anthropic", dialect: "anthropic", credentials: [sealed("k0", { mask: "sk-a...9xyz" })] },
    { name: "local", dialect: "openai", origin: "http://127.0.0.1:8000" },
  ];
  const known = providersOf(providers ?? usual);
  // A real provider knows more than a plugin may: headers, sockets, the wire.
  for (const provider of known.list()) Object.assign(provider, { headers: { "x-secret": canary }, pool: { canary } });
  const open = await openPipeline([caller, admin({}), ...inside, ...(facts || settings ? [telling(facts, settings)] : [])], {
    guard: Principal,
    send: scriptedSend([]),
    host: createHost({ providers: known }),
  });
  onTestFinished(() => open.close());
  const get: Scene["get"] = (path) => open.send({ method: "GET", path: `/api${path}` });
  const ask: Scene["ask"] = async (path) => {
    const ran = await get(path);
    if (ran.status !== 200) throw new Error(`${path}: ${ran.status} ${ran.error?.message ?? ran.body}`);
    return JSON.parse(ran.body) as unknown;
  };
  const reach: Scene["reach"] = async (pattern, path) => {
    const route = open.pipeline.routes.find((it) => it.path === pattern)!;
    const x = exchangeOf({ access: "admin", inference: false, method: "GET", path });
    const reply = await route.send!(x, callOf(x));
    reply.discard();
    return reply.status;
  };
  return { open, get, ask, reach, revealed };
}

const limited = { models: ["gpt-4o-mini"], weight: 0.25, concurrency: 8 };

export function factsOf(plugins: () => readonly Described[], config: object = {}): GatewayFacts {
  return { plugins, config: () => config };
}

/** The app's part. */
function telling(facts: GatewayFacts | undefined, settings: ProviderSettings | undefined): PluginUse {
  return definePlugin({
    api: 1,
    name: "gateway-routes",
    config: z.strictObject({}),
    offers: [...(facts ? [GatewayFacts] : []), ...(settings ? [ProviderSettings] : [])],
    setup(host) {
      if (facts) host.offer(GatewayFacts, facts);
      if (settings) host.offer(ProviderSettings, settings);
      return {};
    },
  })({});
}

/** auth's part. */
export const caller: PluginUse = definePlugin({
  api: 1,
  name: "caller",
  config: z.strictObject({}),
  gives: [Principal],
  setup: () => ({ pre: (x) => x.set(Principal, { id: "root", name: "root", kind: "key", admin: true }) }),
})({});
