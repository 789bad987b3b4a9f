/** A world of virtual keys, teams and rules by hand, and governance at work in it without a database. */
import { type Call, definePlugin, type Exchange, type Host, type Layer, type PluginUse, reply, type Send } from "@headgate/core";
import {
  createHost,
  openPipeline,
  type OpenPipeline,
  providersOf,
  type Ran,
  type TestHost,
  type TestRequest,
} from "@headgate/testkit";
import { type CallerLimits, Limits, Principal, Targets } from "@headgate/words";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { createHooks } from "../src/hooks.ts";
import type {
  Budget,
  Customer,
  Directory,
  Limited,
  ModelConfig,
  ProviderConfig,
  RateLimit,
  RoutingRule,
  Team,
  VirtualKey,
} from "../src/model.ts";
import { type GovernanceOptions, optionsSchema } from "../src/options.ts";
import { createPrices } from "../src/prices/prices.ts";

export interface World {
  readonly keys?: readonly VirtualKey[];
  readonly teams?: readonly Team[];
  readonly customers?: readonly Customer[];
  readonly modelConfigs?: readonly ModelConfig[];
  readonly providers?: Readonly<Record<string, Limited>>;
  readonly rules?: readonly RoutingRule[];
}

export function directoryOf(world: World): Directory {
  const byId = <T extends { readonly id: string }>(list: readonly T[] = []): Map<string, T> =>
    new Map(list.map((it) => [it.id, it]));
  return {
    virtualKeys: byId(world.keys),
    byDigest: new Map(),
    teams: byId(world.teams),
    customers: byId(world.customers),
    modelConfigs: world.modelConfigs ?? [],
    providers: new Map(Object.entries(world.providers ?? {})),
    rules: world.rules ?? [],
  };
}

export function keyOf(init: Partial<VirtualKey> = {}): VirtualKey {
  return { id: "vk", name: "the key", digest: "d", is_active: true, provider_configs: [], created_at: 0, updated_at: 0, ...init };
}

export function configOf(provider: string, init: Partial<ProviderConfig> = {}): ProviderConfig {
  return { id: 1, provider, weight: 1, allowed_models: [], key_ids: [], ...init };
}

export function ruleOf(cel_expression: string, init: Partial<RoutingRule> = {}): RoutingRule {
  const targets = [{ provider: "groq", model: "llama", weight: 1 }];
  return {
    id: "rule",
    name: "rule",
    enabled: true,
    cel_expression,
    targets,
    fallbacks: [],
    scope: "global",
    priority: 0,
    ...init,
  };
}

/** In US dollars. */
export function budgetOf(max_limit: number, id = "budget"): Budget {
  return { id, max_limit, reset_duration: "1d", calendar_aligned: false, created_at: 0 };
}

export function rateOf(init: Partial<RateLimit> = {}): RateLimit {
  return { id: "rate", request_max_limit: 2, request_reset_duration: "1m", created_at: 0, ...init };
}

export function createScene(overrides: Parameters<typeof createHost>[0] = {}): TestHost {
  const list = ["openai", "anthropic", "groq"].map((name) => ({
    name,
    dialect: "openai",
    credentials: ["key-1", "key-2", "key-3"],
  }));
  const alias = [
    { provider: "openai", model: "gpt-4o-mini" },
    { provider: "anthropic", model: "haiku" },
  ];
  const limited = { name: "small", dialect: "openai", models: ["tiny"] };
  return createHost({ providers: providersOf([...list, limited], { fast: alias }), ...overrides });
}

export interface SceneOptions extends World {
  readonly options?: GovernanceOptions;
  readonly host?: TestHost;
  readonly send?: Send;
  /** Between governance and the upstream. */
  readonly inside?: Layer;
}

export interface Scene {
  readonly host: TestHost;
  readonly open: OpenPipeline;
  /** What reached the upstream. */
  readonly calls: readonly Call[];
  /** What governance said of the request, as the next plugin found it. */
  readonly seen: { targets?: readonly string[] | undefined; limits?: CallerLimits | undefined };
  /** Of the plugin after governance: what it dispatches goes past governance's place in the list. */
  readonly within: Host;
  /** Another snapshot from now on. */
  change(world: World): void;
  /** As the virtual key "vk" unless told otherwise; `as: ""` is nobody. */
  ask(json?: object, more?: TestRequest & { readonly as?: string; readonly call?: Partial<Call> }): Promise<Ran>;
}

export const good: Send = (_x, call) => reply({ status: 200, call, body: '{"id":"1"}' });

export async function createGoverned({
  options,
  host = createScene(),
  send = good,
  inside,
  ...world
}: SceneOptions = {}): Promise<Scene> {
  const directory = { current: directoryOf(world) };
  const config = optionsSchema.parse(options ?? {});
  const calls: Call[] = [];
  const seen: { targets?: readonly string[] | undefined; limits?: CallerLimits | undefined } = {};
  const governance = use(
    "governance",
    (own) => createHooks({ host: own, options: config, directory, prices: createPrices(config.prices) }).hooks,
  );
  let within: Host;
  const look = use("look", (own) => {
    within = own;
    return {
      pre(x) {
        seen.targets = x.get(Targets)?.map(({ provider, model }) => `${provider}/${model}`);
        seen.limits = x.get(Limits);
      },
      around: inside,
    };
  });
  const counted: Send = (x, call) => (calls.push(call), send(x, call));
  const open = await openPipeline([caller, governance, look], { host, send: counted });
  onTestFinished(() => open.close());
  return {
    host,
    open,
    calls,
    seen,
    within: within!,
    change: (next) => void (directory.current = directoryOf(next)),
    ask: (json, { as = "vk", call, ...request } = {}) =>
      open.send(
        { json: { model: "openai/gpt-4o", messages: [], ...json }, ...request, headers: { "x-key-id": as, ...request.headers } },
        call,
      ),
  };
}

/** auth's part. */
export const caller: PluginUse = use("caller", () => ({
  pre(x: Exchange) {
    const id = x.headers["x-key-id"];
    if (id) x.set(Principal, { id, name: id, kind: "virtual_key", admin: false });
  },
}));

export function use(name: string, setup: Parameters<typeof definePlugin>[0]["setup"]): PluginUse {
  return definePlugin({ api: 1, name, config: z.strictObject({}), gives: name === "caller" ? [Principal] : [], setup })({});
}

export function nameOf({ provider, model }: Call): string {
  return `${provider}/${model}`;
}
