/** The API of governance over a real database in memory, and what a test may ask of it. */
import { createDatabase, type Database } from "@headgate/db";
import { definePlugin, type PluginUse, type Route } from "@headgate/core";
import { createHost, openPipeline, providersOf, scriptedSend, type TestHost } from "@headgate/testkit";
import { type BytesBody, bytesBody } from "@headgate/wire";
import { Principal } from "@headgate/words";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { createApi } from "../src/api/api.ts";
import { createDirectory, type DirectoryStore } from "../src/directory/directory.ts";

/** JSON as it came: its shape is what the tests are about. */
// oxlint-disable-next-line typescript/no-explicit-any -- every test says what it expects of it
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly body: Json;
}

export interface Governed {
  readonly host: TestHost;
  readonly db: Database;
  readonly directory: DirectoryStore;
  /** `path` after `/api/governance`, with its query. */
  ask(method: string, path: string, json?: object | string, headers?: Record<string, string>): Promise<Answer>;
  /** Creates and returns the resource. */
  made(path: string, json: object): Promise<Json>;
}

export async function openDatabase(
  overrides: Partial<TestHost> = {},
): Promise<{ readonly host: TestHost; readonly db: Database }> {
  const bare = createHost({
    providers: providersOf([
      { name: "openai", dialect: "openai", credentials: ["key-1", "key-2"] },
      { name: "anthropic", dialect: "openai", credentials: ["key-1"] },
    ]),
    ...overrides,
  });
  const db = await createDatabase({ driver: "sqlite", file: ":memory:" }, bare);
  onTestFinished(() => db.close());
  return { host: { ...bare, db, ...("db" in overrides ? { db: overrides.db } : {}) }, db };
}

export async function govern(overrides: Partial<TestHost> = {}): Promise<Governed> {
  const { host, db } = await openDatabase(overrides);
  let directory: DirectoryStore | undefined;
  const governance = use("governance", async () => {
    directory = await createDirectory(host);
    return { routes: createApi(directory, host), close: () => directory!.close() };
  });
  const open = await openPipeline([caller, governance], { send: scriptedSend([]), host, guard: Principal });
  onTestFinished(() => open.close());
  const ask: Governed["ask"] = async (method, path, json, headers = {}) => {
    const [at, query = ""] = path.split("?");
    const body = typeof json === "object" ? { json } : raw(json ?? "");
    const ran = await open.send({ method, path: `/api/governance${at}`, query, headers, ...body });
    if (ran.error) return { status: ran.status, body: ran.error };
    const answer: unknown = JSON.parse(ran.body);
    // So that the API's document cannot lie.
    answerOf(open.pipeline.routes, method, at!).parse(answer);
    return { status: ran.status, body: answer };
  };
  const made: Governed["made"] = async (path, json) => {
    const { status, body } = await ask("POST", path, json);
    if (status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`);
    return Object.values(body).find((part) => typeof part === "object");
  };
  return { host, db, directory: directory!, ask, made };
}

/** auth's part: says which virtual key is calling. */
const caller = use("caller", () => ({
  pre(x) {
    const id = x.headers["x-key-id"];
    if (id) x.set(Principal, { id, name: id, kind: "virtual_key", admin: false });
  },
}));

function use(name: string, setup: Parameters<typeof definePlugin>[0]["setup"]): PluginUse {
  return definePlugin({ api: 1, name, config: z.strictObject({}), gives: name === "caller" ? [Principal] : [], setup })({});
}

/** What the route that is asked says of its answers. */
function answerOf(routes: readonly Route[], method: string, path: string): z.ZodType {
  const fits = (pattern: string): boolean => new RegExp(`^${pattern.replace(/:\w+/g, "[^/]+")}$`).test(`/api/governance${path}`);
  return routes.find((route) => route.method === method && fits(route.path))!.about!.answer!;
}

function raw(text: string): { readonly body: BytesBody } {
  return { body: bytesBody(Buffer.from(text)) };
}
