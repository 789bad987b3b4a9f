/** A gateway with a management API, something of everything in it, and the document in which it describes that API. */
import { startSimulator } from "@headgate/simulator";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localProvider } from "../start/config.ts";
import { startGateway } from "../start/gateway.ts";

export type Json = Readonly<Record<string, unknown>>;

export interface Operation {
  readonly tags: readonly string[];
  readonly operationId: string;
  readonly security: readonly Json[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Content }>>;
}
type Content = Readonly<Record<string, { readonly schema: Json }>>;

export interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<"schemas" | "responses", Readonly<Record<string, Json>>>>;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

export interface Scene {
  /** `path` with its query; without a key nobody in particular asks. */
  ask(method: string, path: string, key?: string, body?: object): Promise<Answer>;
  /** The JSON of a 200. Throws for any other answer. */
  manage(method: string, path: string, body?: object): Promise<Json>;
  document(): Promise<Document>;
  close(): Promise<void>;
}

export const adminKey = "admin-key-of-the-openapi-tests";
export const clientKey = "client-key-of-the-openapi-tests";

const inside = ["usage", "governance", "rate-limit", "session-sticky", "fallback", "circuit-breaker", "retry", "key-failover"];

export async function startScene(): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), "headgate-openapi-"));
  const simulator = await startSimulator({ models: ["gpt-4o"] });
  const gateway = await startGateway({
    providers: { openai: localProvider(simulator) },
    state: { folder },
    plugins: [
      ["@headgate/plugin-auth", { adminKeys: [{ name: "root", value: adminKey }], keys: [{ name: "client", value: clientKey }] }],
      ...["admin", ...inside].map((name) => `@headgate/plugin-${name}`),
    ],
  });
  const ask: Scene["ask"] = async (method, path, key, body) => {
    const headers = { ...(key && { authorization: `Bearer ${key}` }), ...(body && { "content-type": "application/json" }) };
    const answer = await fetch(gateway.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return { status: answer.status, text: await answer.text() };
  };
  const manage: Scene["manage"] = async (method, path, body) => {
    const { status, text } = await ask(method, path, adminKey, body);
    if (status !== 200) throw new Error(`${method} ${path} was answered ${status} ${text}`);
    return JSON.parse(text) as Json;
  };
  return {
    ask,
    manage,
    document: async () => (await manage("GET", "/api/openapi.json")) as unknown as Document,
    async close() {
      await gateway.stop();
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
