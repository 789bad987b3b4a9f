/** One gateway for each place, in front of one provider that breaks on command under many names. */
import { type Call, type Fault, startSimulator } from "@headgate/simulator";
import { clientKey, localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { deadlineMs } from "./clients.ts";
import type { ProviderKind } from "./faults.ts";
import type { Path } from "./paths/path.ts";
import { events, nameOf, other, type Place, places, type Spare, twin } from "./places.ts";
import { startResetting } from "./resetting.ts";
import { type Vendor, vendors } from "./vendors.ts";

type Provider = ReturnType<typeof localProvider>;

/** What is configured for one provider: all of them stand before the same simulator, each with keys and states of its own. */
export interface Named {
  readonly name: string;
  readonly path: Path;
  readonly models: readonly string[];
  /** Each for a model of these. */
  readonly faults: readonly Fault[];
  readonly kind?: ProviderKind;
  readonly more?: Partial<Provider>;
}

export interface Scene {
  readonly gateways: Readonly<Record<Place, RunningGateway>>;
  /** The keys with which the provider, and both that stand in for it, were asked for this `user`, in order. */
  tried(user: string): { readonly primary: readonly Key[]; readonly spare: readonly Key[] };
  post(gateway: RunningGateway, path: Path, model: string, user: string, credentials?: Sent): Promise<Response>;
  close(): Promise<void>;
}

type Key = string | undefined;
export type Sent = Readonly<Record<string, string>>;

export async function openScene(named: readonly Named[], keys?: readonly string[]): Promise<Scene> {
  const models = [...new Set(named.flatMap((one) => one.models))];
  const faults = named.flatMap((one) => one.faults);
  const primary = await startSimulator({ models, faults, ...(keys && { keys }) });
  const spare = await startSimulator({ models: ["m"], keys: [other.key], answer: "from the spare one" });
  const same = await startSimulator({ models: ["m"], keys: [twin.key], faults: [{ events }] });
  const resetting = await startResetting(primary.port);
  const hosts = { plain: primary, resetting, refusing: { url: "http://127.0.0.1:1" } };
  const providers: Record<string, Provider> = {};
  for (const { name, path, kind = "plain", more } of named) {
    providers[name] = localProvider(hosts[kind], { ...speaking(path.vendor, hosts[kind]), ...more });
  }
  for (const vendor of vendors) {
    for (const [one, host] of [
      [other, spare],
      [twin, same],
    ] as const)
      providers[nameOf(one, vendor)] = localProvider(host, { ...speaking(vendor, host), keys: [{ name: "s0", value: one.key }] });
  }
  const started = await Promise.all(
    places.map(async ({ place, spare: next, config }) => {
      const chains = next ? chainsOf(named, next) : {};
      return [place, await startGateway({ providers, ...config(chains) })] as const;
    }),
  );
  const keysOf = (calls: readonly Call[], user: string): readonly Key[] =>
    calls.filter(({ body }) => body.includes(JSON.stringify(user))).map(({ key }) => key);
  return {
    gateways: Object.fromEntries(started) as Record<Place, RunningGateway>,
    tried: (user) => ({ primary: keysOf(primary.calls, user), spare: keysOf([...spare.calls, ...same.calls], user) }),
    post: (gateway, path, model, user, credentials = path.client.credential(clientKey)) =>
      fetch(gateway.url + path.url(model), {
        method: "POST",
        headers: { "content-type": "application/json", ...credentials },
        body: JSON.stringify(path.body(model, user)),
        signal: AbortSignal.timeout(deadlineMs),
      }),
    async close() {
      await Promise.all(started.map(([, gateway]) => gateway.stop()));
      await Promise.all([primary, spare, same, resetting].map((one) => one.close()));
    },
  };
}

function speaking({ dialect, baseUrl }: Vendor, { url }: { readonly url: string }): Pick<Provider, "dialect" | "baseUrl"> {
  return { dialect, baseUrl: baseUrl(url) };
}

/** Each provider's own, for the next one depends on the path. */
function chainsOf(named: readonly Named[], next: Spare): Record<string, string[]> {
  return Object.fromEntries(
    named.flatMap(({ name, path, models }) =>
      models.map((model) => [`${name}/${model}`, [`${nameOf(next, next.vendor(path))}/m`]]),
    ),
  );
}
