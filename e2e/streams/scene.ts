/** The gateway of this folder: one provider to break, one that is hasty about its timers, and one to fall back to. */
import type { GatewayConfigInput } from "@headgate/config";
import { type Simulator, startSimulator } from "@headgate/simulator";
import { auth, clientKey, fallback, localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";

export interface Scene {
  readonly gateway: RunningGateway;
  /** Behind `openai/`, `anthropic/` and `gemini/` with patient timers, and behind `hasty/` with {@link hastyTimeouts}. */
  readonly simulator: Simulator;
  /** Behind `spare/`. */
  readonly spare: Simulator;
  post(path: string, body: object, signal?: AbortSignal): Promise<Response>;
  close(): Promise<void>;
}

/** Long enough that a busy machine is not taken for a silent provider: only who means to be silent is asked here. */
export const hastyTimeouts = { headersMs: 1500, firstEventMs: 1500, idleMs: 1500, totalMs: 6000 };

export async function openScene(
  models: readonly string[] = ["gpt-4o"],
  streams: GatewayConfigInput["streams"] = {},
): Promise<Scene> {
  const simulator = await startSimulator({ models });
  const spare = await startSimulator({ models: ["gpt-4o"], answer: "from the spare one" });
  const gateway = await startGateway({
    providers: {
      openai: localProvider(simulator),
      anthropic: localProvider(simulator, { dialect: "anthropic", baseUrl: simulator.url }),
      gemini: localProvider(simulator, { dialect: "gemini", baseUrl: simulator.url }),
      hasty: localProvider(simulator, { timeouts: hastyTimeouts }),
      spare: localProvider(spare),
    },
    plugins: [auth(), fallback()],
    streams,
  });
  return {
    gateway,
    simulator,
    spare,
    post: (path, body, signal) =>
      fetch(gateway.url + path, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${clientKey}` },
        body: JSON.stringify(body),
        ...(signal && { signal }),
      }),
    async close() {
      await Promise.all([gateway.stop(), simulator.close(), spare.close()]);
    },
  };
}
