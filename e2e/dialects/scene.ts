/** One simulator that plays all three providers, with a few gateways in front of it. */
import { type Fault, startSimulator } from "@headgate/simulator";
import { clientKey, auth, fallback, providerKey } from "../start/config.ts";
import { startGateway } from "../start/gateway.ts";
import type { Place } from "./dialogue.ts";
import { faultsOf, providers } from "./providers.ts";

export interface Scene {
  /** The next of the gateways. */
  gateway(): Place;
  readonly simulator: Place;
  close(): Promise<void>;
}

/** `more` are models that work. */
export async function openScene(gateways: number, more: readonly string[] = [], broken: readonly Fault[] = []): Promise<Scene> {
  const faults = [...providers.flatMap(faultsOf), ...broken];
  const models = [...providers.map(({ model }) => model), ...faults.flatMap(({ model }) => model ?? []), ...more];
  const simulator = await startSimulator({ models, faults });
  const running = await Promise.all(
    Array.from({ length: gateways }, () =>
      startGateway({
        providers: Object.fromEntries(
          providers.map(({ name, base }) => [
            name,
            {
              dialect: name,
              baseUrl: simulator.url + base,
              allowPrivateNetwork: true,
              keys: [{ name: "k0", value: providerKey }],
            },
          ]),
        ),
        plugins: [auth(), fallback()],
      }),
    ),
  );
  let next = 0;
  return {
    gateway: () => ({ url: running[next++ % running.length]!.url, key: clientKey }),
    simulator: { url: simulator.url, key: providerKey, direct: true },
    async close() {
      await Promise.all(running.map((gateway) => gateway.stop()));
      await simulator.close();
    },
  };
}
