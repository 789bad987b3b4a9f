/** One gateway for each place, before one provider that breaks as told under many names. */
import { type Call, type Fault, startSimulator } from "@headgate/simulator";
import { clientKey, localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import type { ProviderKind } from "./faults.ts";
import { events, other, type Place, places, type Spare, twin } from "./places.ts";
import { startResetting } from "./resetting.ts";

type Provider = ReturnType<typeof localProvider>;

/** What is configured for one provider: all of them stand before the same simulator, each with keys and states of its own. */
export interface Named {
  readonly name: string;
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
  post(gateway: RunningGateway, url: string, body: object, credentials?: Readonly<Record<string, string>>): Promise<Response>;
  close(): Promise<void>;
}

type Key = string | undefined;

/** Nothing may hang: more than the sum of the hasty timers, with room for a busy machine. */
export const deadlineMs = 15_000;

const hasty = { headersMs: 1000, firstEventMs: 1000, idleMs: 1000, totalMs: 3000 };

export async function openScene(named: readonly Named[], keys?: readonly string[]): Promise<Scene> {
  const models = [...new Set(named.flatMap((one) => one.models))];
  const faults = named.flatMap((one) => one.faults);
  const primary = await startSimulator({ models, faults, ...(keys && { keys }) });
  const spare = await startSimulator({ models: ["m"], keys: [other.key], answer: "from the spare one" });
  const same = await startSimulator({ models: ["m"], keys: [twin.key], faults: [{ events }] });
  const resetting = await startResetting(primary.port);
  const hosts = { patient: primary, hasty: primary, resetting, refusing: { url: "http://127.0.0.1:1" } };
  const providers = Object.fromEntries(
    named.map(({ name, kind = "patient", more }) => {
      const timeouts = kind === "hasty" ? { timeouts: hasty } : {};
      return [name, localProvider(hosts[kind], { ...timeouts, ...more })];
    }),
  );
  const keyed = ({ key }: Spare): Partial<Provider> => ({ keys: [{ name: "s0", value: key }] });
  providers[other.provider] = localProvider(spare, keyed(other));
  providers[twin.provider] = localProvider(same, keyed(twin));
  const started = await Promise.all(
    places.map(async ({ place, config }) => [place, await startGateway({ providers, ...config })] as const),
  );
  const keysOf = (calls: readonly Call[], user: string): readonly Key[] =>
    calls.filter(({ body }) => body.includes(JSON.stringify(user))).map(({ key }) => key);
  return {
    gateways: Object.fromEntries(started) as Record<Place, RunningGateway>,
    tried: (user) => ({ primary: keysOf(primary.calls, user), spare: keysOf([...spare.calls, ...same.calls], user) }),
    post: (gateway, url, body, credentials = { authorization: `Bearer ${clientKey}` }) =>
      fetch(gateway.url + url, {
        method: "POST",
        headers: { "content-type": "application/json", ...credentials },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(deadlineMs),
      }),
    async close() {
      await Promise.all(started.map(([, gateway]) => gateway.stop()));
      await Promise.all([primary, spare, same, resetting].map((one) => one.close()));
    },
  };
}
