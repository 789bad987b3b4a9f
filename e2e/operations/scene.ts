/** The gateway of this folder: one provider of every operation under three names, two of them with a short timer, and one to fall back to. */
import { type Simulator, startSimulator } from "@headgate/simulator";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { auth, clientKey, fallback, localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { type Client, connect, type Sdk } from "../start/sdks.ts";

export interface Scene {
  readonly gateway: RunningGateway;
  /** Behind `openai/`, `hasty/` and `restless/`. */
  readonly simulator: Simulator;
  /** Behind `spare/`. */
  readonly spare: Simulator;
  connect(sdk: Sdk): Client;
  /** With the client's key, or another. */
  post(path: string, body: object, more?: { readonly signal?: AbortSignal; readonly key?: string }): Promise<Response>;
  /** The ledger's records of the provider calls behind this answer. */
  recorded(answer: Pick<Response, "headers">): Promise<readonly Recorded[]>;
  close(): Promise<void>;
}

export interface Recorded {
  readonly operation: string;
  readonly ended: string;
  readonly units: Readonly<Record<string, number>> | null;
  readonly estimated: boolean | null;
  readonly cost_nano: number | null;
}

/** Models by the way their provider fails. */
const faults = {
  refuses: { status: 429 },
  cuts: { cutAfter: 1 },
  resets: { resetAfter: 1 },
  vanishes: { resetAfter: 0 },
  empties: { emptyBody: true },
  stalls: { stallAfter: 1 },
  hangs: { hang: true },
  errs: { errorFirst: { message: "too many", code: "rate_limit_exceeded" } },
  "errs-later": { errorAfter: 1 },
  strange: { contentType: "text/html" },
} as const;

const models = [
  "tts-1",
  "gpt-4o-mini-tts",
  "dall-e-3",
  "gpt-image-1",
  "omni-moderation-latest",
  "rerank-v3.5",
  "jina-reranker-v2",
  "mistral-ocr-latest",
  "gpt-4o",
];

/** In dollars, for models that no price table knows. */
const prices = {
  "dall-e-3": { image: 0.04 },
  "gpt-image-1": { input: 5, output: 40, context: 32_000, maxOutput: 20_000 },
  "mistral-ocr-latest": { page: 0.001 },
  "jina-reranker-v2": { input: 0.02, output: 0, context: 131_072 },
};

export async function openScene(): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), "headgate-operations-"));
  const simulator = await startSimulator({
    models: [...models, ...Object.keys(faults)],
    faults: Object.entries(faults).map(([model, fault]) => ({ model, ...fault })),
  });
  const spare = await startSimulator({ models });
  const gateway = await startGateway({
    providers: {
      openai: localProvider(simulator),
      // Each has one short timer, for the silence it is asked to keep: nothing else has to happen in time.
      hasty: localProvider(simulator, { timeouts: { headersMs: 400 } }),
      restless: localProvider(simulator, { timeouts: { idleMs: 400 } }),
      spare: localProvider(spare),
    },
    state: { folder },
    plugins: [
      ["@headgate/plugin-auth", { ...auth()[1], openAdmin: true }],
      ["@headgate/plugin-usage", { flushMs: 50 }],
      ["@headgate/plugin-governance", { prices }],
      fallback(),
    ],
  });
  return {
    gateway,
    simulator,
    spare,
    connect: (sdk) => connect(sdk, gateway, clientKey),
    post: (path, body, { signal, key = clientKey } = {}) =>
      fetch(gateway.url + path, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
        ...(signal && { signal }),
      }),
    async recorded({ headers }) {
      const id = headers.get("x-request-id");
      await gateway.waitForLog((line) => line["id"] === id);
      const response = await fetch(`${gateway.url}/api/usage/calls?limit=1000`);
      const { calls } = (await response.json()) as { calls: readonly (Recorded & { correlation_id: string })[] };
      return calls.filter(({ correlation_id: its }) => its === id);
    },
    async close() {
      await gateway.stop();
      await Promise.all([simulator.close(), spare.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
