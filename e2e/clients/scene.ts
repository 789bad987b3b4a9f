/** The gateway of this folder before the simulator, and one client key. */
import { type Call, type Simulator, startSimulator } from "@headgate/simulator";
import { auth } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { configOf, faulty, places } from "./places.ts";

export interface Scene {
  readonly gateway: RunningGateway;
  readonly simulator: Simulator;
  /** The next call whose body holds this. */
  nextCall(said: string): Promise<Call>;
  close(): Promise<void>;
}

export async function openScene(): Promise<Scene> {
  const simulator = await startSimulator({
    models: [...places.map(({ model }) => model), ...faulty],
    faults: [
      { model: "limited", status: 429, headers: { "retry-after": "7" } },
      { model: "wrong", status: 400 },
      { model: "breaks", errorAfter: 5 },
      { model: "slow", stream: true, events: 10_000, paceMs: 5 },
      { model: "slow", stream: false, hang: true },
    ],
  });
  const gateway = await startGateway({ ...configOf(simulator.url), plugins: [auth()] });
  return {
    gateway,
    simulator,
    nextCall: (said) =>
      new Promise((resolve) => {
        const stop = simulator.on("call", (call) => {
          if (!call.body.includes(said)) return;
          stop();
          resolve(call);
        });
      }),
    async close() {
      await Promise.all([gateway.stop(), simulator.close()]);
    },
  };
}
