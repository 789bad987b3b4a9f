/** Promise: the management API describes itself, and what it says is what it does, for every path there is. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { misfit } from "./fits.ts";
import { adminKey, clientKey, type Document, type Json, type Operation, type Scene, startScene } from "./scene.ts";

const governance = "/api/governance";
const limits = {
  budget: { max_limit: 5, reset_duration: "1M", calendar_aligned: true },
  rate_limit: { request_max_limit: 3, request_reset_duration: "1m" },
};
/** What is sent where `{}` would only be refused; `name` is nobody's yet. */
const bodies = (name: string): Readonly<Record<string, object>> => ({
  [`POST ${governance}/customers`]: { name, ...limits },
  [`POST ${governance}/teams`]: { name, ...limits },
  [`POST ${governance}/virtual-keys`]: { name, provider_configs: [{ provider: "openai", ...limits }], ...limits },
  [`POST ${governance}/model-configs`]: { model_name: name, ...limits },
  [`POST ${governance}/routing-rules`]: { name, targets: [{ model: "gpt-4o", weight: 1 }] },
  [`PUT ${governance}/providers/{name}`]: limits,
});

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

let scene: Scene;
let document: Document;
let listed: readonly Listed[];
/** Of a virtual key, and its id. */
let key: { readonly value: string; readonly id: string };
beforeAll(async () => {
  scene = await startScene();
  document = await scene.document();
  listed = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  for (const [asked, body] of Object.entries(bodies("first"))) {
    const [method, path] = asked.replace("{name}", "openai").split(" ") as [string, string];
    const made = await scene.manage(method, path, body);
    if (path.endsWith("/virtual-keys")) key = made["virtual_key"] as typeof key;
  }
  const chat = { model: "openai/gpt-4o", messages: [{ role: "user", content: "Say something." }] };
  const { status, text } = await scene.ask("POST", "/v1/chat/completions", key.value, chat);
  if (status !== 200) throw new Error(`chat was answered ${status} ${text}`);
});
afterAll(() => scene?.close());

test("lists every route under /api that the gateway says it has", async () => {
  const { plugins } = (await scene.manage("GET", "/api/plugins")) as { plugins: readonly { name: string; routes: Json[] }[] };
  const routes = plugins.flatMap(({ name, routes: own }) =>
    own.map(({ method, path }) => `${name}: ${String(method)} ${String(path).replace(/:(\w+)/g, "{$1}")}`),
  );
  const managed = routes.filter((route) => route.includes(" /api/"));
  expect(listed.map(({ method, path, operation }) => `${operation.tags[0]}: ${method} ${path}`).toSorted()).toEqual(
    managed.toSorted(),
  );
  expect(managed.length).toBeGreaterThan(40);
});

test("turns away whoever has no key from every path, and a client from what is for admins, as it says", async () => {
  const wrong: string[] = [];
  for (const { method, path, operation } of listed) {
    const at = path.replace(/\{\w+\}/g, "x");
    const [nobody, client] = [await scene.ask(method, at), await scene.ask(method, at, clientKey)];
    const expected = isForAdmins(operation) ? [401, 403] : [401, 401];
    if (nobody.status !== expected[0] || client.status !== expected[1])
      wrong.push(`${method} ${path}: ${nobody.status} ${client.status}`);
    for (const answer of [nobody, client]) wrong.push(...told(misfit(answer, operation, document), method, path));
  }
  expect(wrong).toEqual([]);
});

test("says of what is wrong with a request what it answers to it", async () => {
  const wrong: string[] = [];
  const refused: number[] = [];
  for (const { method, path, operation } of listed) {
    const at = `${path.replace(/\{\w+\}/g, "nobody")}?limit=-1`;
    const body = { name: 7, model_name: 7, ids: 7, budget: 7 };
    const answer = await scene.ask(method, at, isForAdmins(operation) ? adminKey : key.value, operation.requestBody && body);
    if (answer.status >= 400) refused.push(answer.status);
    wrong.push(...told(misfit(answer, operation, document), method, path));
  }
  expect(wrong).toEqual([]);
  expect(new Set(refused)).toEqual(new Set([400, 404]));
});

describe("one request to every path, reads first and deletions last:", () => {
  const order = ["GET", "POST", "PUT", "PATCH", "DELETE"];

  test("the status is listed and the body fits its schema", async () => {
    const wrong: string[] = [];
    for (const { method, path, operation } of listed.toSorted((a, b) => order.indexOf(a.method) - order.indexOf(b.method))) {
      const asked = bodies("second")[`${method} ${path}`] ?? (path.endsWith("/virtual-keys/rotate") ? { ids: [key.id] } : {});
      const who = isForAdmins(operation) ? adminKey : key.value;
      const answer = await scene.ask(method, await filled(path), who, operation.requestBody && asked);
      wrong.push(...told(misfit(answer, operation, document), method, path));
      // What these plugins are asked here is right, so that the answers in question are not only refusals.
      if (answer.status >= 300 && (method === "GET" || operation.tags[0] !== "admin")) {
        wrong.push(`${method} ${path} was answered ${answer.status} ${answer.text}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

function isForAdmins({ security }: Operation): boolean {
  return security.some((scheme) => "adminKey" in scheme);
}

function told(wrong: string | undefined, method: string, path: string): readonly string[] {
  return wrong === undefined ? [] : [`${method} ${path}: ${wrong}`];
}

/** With what the list above each parameter shows first. */
async function filled(path: string): Promise<string> {
  let at = path;
  while (at.includes("/{")) {
    const above = at.slice(0, at.indexOf("/{"));
    const shown = Object.values(await scene.manage("GET", above)).find(Array.isArray) as readonly Json[] | undefined;
    at = at.replace(/\{\w+\}/, encodeURIComponent(nameOf(shown?.[0])));
  }
  return at;
}

function nameOf({ id, name, provider }: Json = {}): string {
  const known = [id, name, provider].find((one) => typeof one === "string");
  return known ?? "nobody";
}
