/** The gateway of this folder: small limits and a strict provider. */
import { auth, clientKey, fallback, localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { startStrictProvider, type StrictProvider } from "./provider.ts";

export interface Scene {
  readonly gateway: RunningGateway;
  readonly provider: StrictProvider;
  /** Throws when a good request is not answered as such. */
  goodRequest(): Promise<void>;
  close(): Promise<void>;
}

export const bodyLimitBytes = 100_000;
export const headersLimitBytes = 8192;
export const goodBody = JSON.stringify({ model: "strict/m", messages: [{ role: "user", content: "hi" }] });
export const credentials = { authorization: `Bearer ${clientKey}` };

export async function openScene(): Promise<Scene> {
  const provider = await startStrictProvider();
  const gateway = await startGateway({
    server: { bodyLimitBytes, headersLimitBytes },
    providers: { strict: localProvider(provider, { models: ["m"] }) },
    plugins: [auth(), fallback()],
  });
  return {
    gateway,
    provider,
    async goodRequest() {
      const response = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: "POST",
        headers: { ...credentials, "content-type": "application/json" },
        body: goodBody,
      });
      if (response.status !== 200) throw new Error(`a good request got ${response.status}: ${await response.text()}`);
      await response.text();
    },
    async close() {
      await Promise.all([gateway.stop(), provider.close()]);
    },
  };
}
