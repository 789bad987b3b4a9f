/** Two gateways, alone and with a second provider to fall back to, before one provider that breaks as told under many names. */
import { type Call, type Fault, startSimulator } from "@headgate/simulator";
import { auth, clientKey, fallback, localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import type { ProviderKind } from "./faults.ts";
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
  readonly alone: RunningGateway;
  readonly backed: RunningGateway;
  /** The keys with which each provider was asked for this `user`, in order. */
  tried(user: string): { readonly primary: readonly Key[]; readonly spare: readonly Key[] };
  post(gateway: RunningGateway, url: string, body: object, credentials?: Readonly<Record<string, string>>): Promise<Response>;
  close(): Promise<void>;
}

type Key = string | undefined;

export const spareKey = "sk-spare-key-of-the-tests-0123456789";
export const spareAnswer = "from the spare one";
/** Nothing may hang: more than the sum of the hasty timers, with room for a busy machine. */
export const deadlineMs = 15_000;

const hasty = { headersMs: 1000, firstEventMs: 1000, idleMs: 1000, totalMs: 3000 };

export async function openScene(named: readonly Named[], keys?: readonly string[]): Promise<Scene> {
  const models = [...new Set(named.flatMap((one) => one.models))];
  const faults = named.flatMap((one) => one.faults);
  const primary = await startSimulator({ models, faults, ...(keys && { keys }) });
  const spare = await startSimulator({ models: ["m"], keys: [spareKey], answer: spareAnswer });
  const resetting = await startResetting(primary.port);
  const places = { patient: primary, hasty: primary, resetting, refusing: { url: "http://127.0.0.1:1" } };
  const providers = Object.fromEntries(
    named.map(({ name, kind = "patient", more }) => {
      const timeouts = kind === "hasty" ? { timeouts: hasty } : {};
      return [name, localProvider(places[kind], { ...timeouts, ...more })];
    }),
  );
  providers["spare"] = localProvider(spare, { keys: [{ name: "s0", value: spareKey }] });
  const pool: [string, object] = ["@headgate/plugin-key-failover", {}];
  const [alone, backed] = await Promise.all([
    startGateway({ providers, plugins: [auth(), pool] }),
    startGateway({ providers, plugins: [auth(), fallback({ "*": ["spare/m"] }), pool] }),
  ]);
  const keysOf = (calls: readonly Call[], user: string): readonly Key[] =>
    calls.filter(({ body }) => body.includes(JSON.stringify(user))).map(({ key }) => key);
  return {
    alone,
    backed,
    tried: (user) => ({ primary: keysOf(primary.calls, user), spare: keysOf(spare.calls, user) }),
    post: (gateway, url, body, credentials = { authorization: `Bearer ${clientKey}` }) =>
      fetch(gateway.url + url, {
        method: "POST",
        headers: { "content-type": "application/json", ...credentials },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(deadlineMs),
      }),
    async close() {
      await Promise.all([alone.stop(), backed.stop()]);
      await Promise.all([primary.close(), spare.close(), resetting.close()]);
    },
  };
}
