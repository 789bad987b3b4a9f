/** What an admin's bodies ask of whoever keeps the providers, and how that is answered. */
import { RefusalError } from "@headgate/core";
import type { KeyFacts, ProviderFacts, ProviderSettings } from "@headgate/words";
import { describe, expect, test } from "vitest";
import { canary, openScene } from "./scene.ts";

const key: KeyFacts = { name: "k0", owner: "api", value: "sk-a...9xyz", enabled: true };
const facts: ProviderFacts = {
  name: "mine",
  owner: "api",
  settings: {
    dialect: "openai",
    baseUrl: "https://api.mine.test/v1",
    headers: { "x-team": "re...ed" },
    models: ["m"],
    timeouts: { headersMs: 1, firstEventMs: 2, idleMs: 3, totalMs: 1500 },
    concurrency: 7,
    allowPrivateNetwork: false,
    byok: true,
    forwardRetryAfter: false,
    terminator: "done",
    streamUsage: true,
  },
  keys: [key, { ...key, name: "k1", value: "env.MINE", enabled: false, weight: 2, models: ["m"], concurrency: 4 }],
};
const keyView = {
  id: "k0",
  name: "k0",
  value: "sk-a...9xyz",
  models: [],
  weight: 1,
  concurrency: null,
  enabled: true,
  owner: "api",
};
const view = {
  name: "mine",
  owner: "api",
  dialect: "openai",
  origin: "https://api.mine.test",
  keys: [
    keyView,
    { ...keyView, id: "k1", name: "k1", value: "env.MINE", models: ["m"], weight: 2, concurrency: 4, enabled: false },
  ],
  models: ["m"],
  network_config: {
    base_url: "https://api.mine.test/v1",
    extra_headers: { "x-team": "re...ed" },
    default_request_timeout_in_seconds: 1.5,
    allow_private_network: false,
  },
  concurrency_and_buffer_size: { concurrency: 7 },
  timeouts: { headersMs: 1, firstEventMs: 2, idleMs: 3 },
  byok: true,
  forwardRetryAfter: false,
  terminator: "done",
  streamUsage: true,
  provider_status: "active",
};

/** The app's part: notes what it is asked for, and does it, or what `fails` says. */
async function openWrites(fails?: () => Error) {
  const asked: unknown[][] = [];
  const asks =
    <T>(what: string, answer: T) =>
    (...all: unknown[]): Promise<T> => {
      asked.push([what, ...all]);
      return fails ? Promise.reject(fails()) : Promise.resolve(answer);
    };
  const settings: ProviderSettings = {
    list: () => [facts],
    createProvider: asks("createProvider", facts),
    replaceProvider: asks("replaceProvider", facts),
    deleteProvider: asks("deleteProvider", undefined),
    createKey: asks("createKey", key),
    updateKey: asks("updateKey", key),
    deleteKey: asks("deleteKey", undefined),
  };
  const scene = await openScene({ settings });
  const send = async (method: string, path: string, json?: unknown) => {
    const ran = await scene.open.send({ method, path: `/api/providers${path}`, json: json ?? {} });
    return { ...ran, answer: ran.body === "" ? undefined : (JSON.parse(ran.body) as unknown) };
  };
  return { asked, send, scene };
}

const base = { network_config: { base_url: "https://api.mine.test/v1" } };
const asBase = { baseUrl: "https://api.mine.test/v1" };

test.each<[string, string, object | undefined, unknown[], unknown]>([
  ["POST", "", { provider: "mine", ...base }, ["createProvider", "mine", asBase], view],
  ["POST", "", { name: "mine", ...base }, ["createProvider", "mine", asBase], view],
  ["PUT", "/mine", base, ["replaceProvider", "mine", asBase], view],
  ["DELETE", "/mine", undefined, ["deleteProvider", "mine"], { name: "mine" }],
  ["POST", "/mine/keys", { name: "k0", value: "s" }, ["createKey", "mine", { name: "k0", value: "s" }], keyView],
  ["PUT", "/mine/keys/k0", { enabled: false }, ["updateKey", "mine", "k0", { enabled: false }], keyView],
  [
    "PUT",
    "/mine/keys/k0",
    { models: ["*"], concurrency: null },
    ["updateKey", "mine", "k0", { models: null, concurrency: null }],
    keyView,
  ],
  ["DELETE", "/mine/keys/k0", undefined, ["deleteKey", "mine", "k0"], { id: "k0", name: "k0" }],
])("%s %s %j", async (method, path, body, expected, answered) => {
  const { send, asked } = await openWrites();
  const { status, answer } = await send(method, path, body);
  expect([status, answer]).toEqual([200, answered]);
  expect(asked.map((one) => JSON.parse(JSON.stringify(one)) as unknown)).toEqual([expected]);
});

test("what was answered can be sent back as it is, and means the same", async () => {
  const { send, asked } = await openWrites();
  expect((await send("GET", "/mine")).answer).toEqual(view);
  const { status, answer } = await send("PUT", "/mine", view);
  expect([status, answer]).toEqual([200, view]);
  const keys = [
    { name: "k0", value: "sk-a...9xyz", weight: 1, enabled: true },
    { name: "k1", value: "env.MINE", weight: 2, models: ["m"], concurrency: 4, enabled: false },
  ];
  expect(asked).toEqual([["replaceProvider", "mine", { ...facts.settings, keys }]]);
});

test("keys are found by their ids, those that are not enabled too", async () => {
  const { send } = await openWrites();
  expect((await send("GET", "/mine/keys")).answer).toEqual({ keys: view.keys, total: 2 });
  expect((await send("GET", "/mine/keys/k1")).answer).toEqual(view.keys[1]);
  expect((await send("GET", "/mine/keys/none")).error).toMatchObject({ status: 404, code: "not_found", param: "key" });
  expect((await send("GET", "/none/keys/k0")).error).toMatchObject({ status: 404, code: "not_found", param: "provider" });
});

test("an environment variable may be named in Bifrost's own shape", async () => {
  const { send, asked } = await openWrites();
  await send("POST", "/mine/keys", { name: "a", value: { value: "", env_var: "env.MINE", from_env: true } });
  await send("POST", "/mine/keys", { name: "b", value: { value: "secret", from_env: false } });
  expect(asked.map(([, , draft]) => (draft as { value: unknown }).value)).toEqual(["env.MINE", "secret"]);
});

test("what is not known is ignored and named", async () => {
  const { send, asked } = await openWrites();
  const odd = { openai_config: {}, network_config: { ...base.network_config, max_retries: 3 }, keys: [{ name: "k", colour: 1 }] };
  const { answer } = await send("POST", "", { provider: "mine", ...odd });
  expect(answer).toMatchObject({
    warnings: ["openai_config", "network_config.max_retries", "keys.0.colour"].map((path) => `${path}: unknown field, ignored`),
  });
  expect(asked).toEqual([["createProvider", "mine", { ...asBase, keys: [{ name: "k" }] }]]);
});

describe("is refused:", () => {
  test.each<[string, string, string, unknown, object]>([
    ["a provider without a name", "POST", "", base, { status: 400, code: "missing_required_parameter", param: "provider" }],
    [
      "a key without a name",
      "POST",
      "/mine/keys",
      { value: "s" },
      { status: 400, code: "missing_required_parameter", param: "name" },
    ],
    ["another name than the path's", "PUT", "/mine", { name: "yours", ...base }, { status: 400, param: "name" }],
    ["a list", "POST", "", [base], { status: 400, code: "invalid_json" }],
    ["a word", "PUT", "/mine", "x", { status: 400, code: "invalid_json" }],
  ])("%s", async (_what, method, path, body, expected) => {
    const { send, asked } = await openWrites();
    expect((await send(method, path, body)).error).toMatchObject(expected);
    expect(asked).toEqual([]);
  });

  test("what whoever keeps them refuses, by the names that were sent", async () => {
    const paths = [
      "baseUrl",
      "proxy",
      "headers.proxy-authorization",
      "ca",
      "headers.x-team",
      "timeouts.totalMs",
      "concurrency",
      "keys[0].value",
    ];
    const details = paths.map((path) => ({ path, found: "a", expected: "b" }));
    const init = { code: "invalid_value", status: 400, message: "…", param: "baseUrl", details };
    const { send } = await openWrites(() => new RefusalError(init));
    const { error } = await send("POST", "", { provider: "mine", ...base });
    const sent = [
      "network_config.base_url",
      "proxy_config.url",
      "proxy_config.password",
      "network_config.ca_cert_pem",
      "network_config.extra_headers.x-team",
      "network_config.default_request_timeout_in_seconds",
      "concurrency_and_buffer_size.concurrency",
      "keys[0].value",
    ];
    expect(error).toMatchObject({ status: 400, by: "admin", param: sent[0], details: sent.map((path) => ({ path })) });
    expect(error!.message).toBe(sent.map((path) => `${path}: found a, expected b`).join("; "));
  });

  test("everything, where nobody takes changes; what is there is still told", async () => {
    const { open, ask } = await openScene();
    const ran = await open.send({ method: "POST", path: "/api/providers", json: { provider: "mine" } });
    expect(ran.error).toMatchObject({ status: 503, code: "settings_unavailable" });
    expect(await ask("/providers")).toMatchObject({ total: 3 });
  });

  test("a crash, which quotes nothing", async () => {
    const { send } = await openWrites(() => new Error(`cannot store ${canary}`));
    const { status, error, body } = await send("DELETE", "/mine");
    expect([status, error?.code]).toEqual([500, "internal_error"]);
    expect(JSON.stringify(error) + body).not.toContain(canary);
  });
});
