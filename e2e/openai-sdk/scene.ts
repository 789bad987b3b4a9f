/** The gateway of this folder: two providers, an alias, a fallback chain, one client key. */
import { type Simulator, startSimulator } from "@headgate/simulator";
import { auth, clientKey, fallback, localProvider, providerKey } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { type Client, connect, type Sdk } from "../start/sdks.ts";

export interface Scene {
  readonly gateway: RunningGateway;
  /** Behind `openai/`, with every model of its own. */
  readonly openai: Simulator;
  /** Behind `other/`: gpt-4o and spare, so that gpt-4o without a prefix is two providers' name. */
  readonly other: Simulator;
  connect(sdk: Sdk, path?: string): Client;
  /** A plain POST with the client's key; the answer as text. */
  post(path: string, body: string, headers?: Readonly<Record<string, string>>): Promise<{ response: Response; text: string }>;
  reset(): void;
  close(): Promise<void>;
}

const models = ["gpt-4o", "gpt-4o-mini", "gpt-3.5-turbo-instruct", "text-embedding-3-small", "chained"];

export async function openScene(): Promise<Scene> {
  const openai = await startSimulator({ models, keys: [providerKey] });
  const other = await startSimulator({ models: ["gpt-4o", "spare"], keys: [providerKey], name: "other" });
  const gateway = await startGateway({
    providers: {
      // The provider no longer serves the last one.
      openai: localProvider(openai, { models: [...models, "retired"] }),
      other: localProvider(other, { models: ["gpt-4o", "spare"] }),
    },
    models: { fast: ["openai/gpt-4o-mini"], sturdy: ["openai/gpt-4o", "other/spare"] },
    plugins: [auth(), fallback({ "openai/chained": ["other/unheard-of", "other/spare"] })],
  });
  return {
    gateway,
    openai,
    other,
    connect: (sdk, path) => connect(sdk, gateway, clientKey, path),
    async post(path, body, headers = { authorization: `Bearer ${clientKey}` }) {
      const response = await fetch(gateway.url + path, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body,
      });
      return { response, text: await response.text() };
    },
    reset() {
      openai.reset();
      other.reset();
    },
    async close() {
      await Promise.all([gateway.stop(), openai.close(), other.close()]);
    },
  };
}
