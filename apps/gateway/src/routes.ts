/** The gateway's own routes, as the last plugin of every list: health, and the models that can be asked for. */
import {
  definePlugin,
  type MaybePromise,
  type Providers,
  type Refusal,
  refuse,
  reply,
  type Reply,
  type Route,
} from "@headgate/core";
import { GatewayFacts, ProviderSettings } from "@headgate/words";
import { z } from "zod";

export interface Health {
  /** True while the process drains: load balancers look elsewhere. */
  draining: boolean;
}

/** `facts` is what the gateway tells of itself to those who show it, `settings` how its providers are changed, where they can be. */
export function gatewayRoutes(
  health: Health,
  startedAt: number,
  facts: GatewayFacts,
  settings?: ProviderSettings,
): ReturnType<ReturnType<typeof definePlugin>> {
  const plugin = definePlugin({
    api: 1,
    name: "gateway-routes",
    config: z.strictObject({}),
    offers: [GatewayFacts, ...(settings ? [ProviderSettings] : [])],
    setup(host) {
      host.offer(GatewayFacts, facts);
      if (settings) host.offer(ProviderSettings, settings);
      return { routes: [...healthRoutes(health), ...modelRoutes(host.providers, Math.floor(startedAt / 1000))] };
    },
  });
  return plugin({});
}

function healthRoutes(health: Health): readonly Route[] {
  const ok = { status: "ok", components: { db_pings: "disabled" } };
  const ready = (): Reply => (health.draining ? json({ status: "draining" }, 503) : json(ok));
  return [
    get("/health", () => json(ok), "public"),
    get("/health/live", () => json(ok), "public"),
    get("/health/ready", ready, "public"),
  ];
}

function modelRoutes(providers: Providers, created: number): readonly Route[] {
  const model = (id: string, owner: string): object => ({ id, object: "model", created, owned_by: owner });
  const all = (): object[] => [
    ...providers.list().flatMap(({ name, models = [] }) => models.map((id) => model(`${name}/${id}`, name))),
    ...providers.aliases().map((alias) => model(alias, "headgate")),
  ];
  const one = (path: string, prefix: string): Reply | Refusal => {
    const id = decode(path.slice(prefix.length));
    const target = id === undefined ? undefined : providers.resolve(id)[0];
    const served = target && (providers.get(target.provider)?.models?.includes(target.model) ?? true);
    return served ? json(model(id!, providers.aliases().includes(id!) ? "headgate" : target.provider)) : notFound(id ?? path);
  };
  return ["/v1/models", "/openai/v1/models"].flatMap((path) => [
    get(path, () => json({ object: "list", data: all() })),
    get(`${path}/*`, (x) => one(x.path, `${path}/`)),
  ]);
}

function get(
  path: string,
  handle: (x: { path: string }) => MaybePromise<Reply | Refusal>,
  access: Route["access"] = "client",
): Route {
  return { method: "GET", path, access, handle };
}

function json(value: object, status = 200): Reply {
  return reply({ status, headers: { "content-type": "application/json" }, body: JSON.stringify(value) });
}

/** Ids may hold slashes, which the SDKs write percent-encoded. */
function decode(id: string): string | undefined {
  try {
    return decodeURIComponent(id);
  } catch {
    return undefined;
  }
}

function notFound(id: string): Refusal {
  const message = `model not found: the model \`${id}\` does not exist or you do not have access to it.`;
  return refuse({ code: "model_not_found", status: 404, message, param: "model", by: "gateway" });
}
