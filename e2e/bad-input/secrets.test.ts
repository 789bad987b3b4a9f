/** Promise: no key, ours or the client's, appears in any answer, header or log line, whatever fails. */
import { type Simulator, startSimulator } from "@headgate/simulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fallback, localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { failuresQuoting } from "./failures.ts";
import { exchange, request } from "./raw.ts";

/** What to look for: the middle of each key, which no mask shows. */
const canary = /CANARY-\w+-SECRET/;
const provider = "sk-prov/CANARY-PROVIDER-SECRET+0001";
const client = "ck-CANARY-CLIENT-SECRET-0002";
const stranger = "ck-CANARY-STRANGER-SECRET-0003";

const failures = failuresQuoting(provider).map((failure, i) => ({ ...failure, model: `m${i}` }));
const models = failures.map(({ model }) => model);
const key = { name: "k0", value: provider };

let simulator: Simulator;
let gateway: RunningGateway;
beforeAll(async () => {
  simulator = await startSimulator({ models });
  simulator.script(failures.map(({ model, fault }) => ({ model, events: 30, ...fault })));
  gateway = await startGateway({
    providers: {
      frail: localProvider(simulator, { keys: [key] }),
      hasty: localProvider(simulator, { keys: [key], timeouts: { headersMs: 200 } }),
      // Nobody listens there.
      gone: localProvider({ url: "http://127.0.0.1:1" }, { keys: [key] }),
    },
    plugins: [["@headgate/plugin-auth", { keys: [{ name: "tests", value: client }] }], fallback()],
    log: { level: "trace" },
  });
});
afterAll(async () => {
  await gateway?.stop();
  await simulator?.close();
});

/** With unicode escapes decoded, as a client's parser would show it. */
async function everythingOf(path: string, init: RequestInit): Promise<string> {
  const response = await fetch(gateway.url + path, init);
  const said = JSON.stringify([response.status, ...response.headers, await response.text()]);
  return said.replaceAll(/\\+u([0-9a-f]{4})/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)));
}

const messages = [{ role: "user", content: "hi" }];
const operations = [
  { path: "/v1/chat/completions", more: { messages } },
  { path: "/v1/chat/completions", more: { messages, stream: true } },
  { path: "/v1/responses", more: { input: "hi" } },
  { path: "/v1/responses", more: { input: "hi", stream: true } },
  { path: "/v1/embeddings", more: { input: "hi" } },
];

describe.each(failures)("a provider that quotes its key in $what", ({ what, model }) => {
  const frail = what === "silence" ? "hasty" : "frail";

  test.concurrent.each(operations)("$path $more", async ({ path, more }) => {
    for (const name of [`${frail}/${model}`, `gone/${model}`]) {
      const answer = await everythingOf(path, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${client}` },
        body: JSON.stringify({ model: name, ...more, fallbacks: [`${frail}/${model}`, "gone/x"] }),
      });
      expect(answer).not.toMatch(canary);
    }
  });
});

const forms = [
  { form: "a bearer", headers: { authorization: `Bearer ${stranger}` } },
  { form: "another scheme", headers: { authorization: `Basic ${stranger}` } },
  { form: "x-api-key", headers: { "x-api-key": stranger } },
  { form: "x-bf-vk", headers: { "x-bf-vk": `sk-bf-${stranger}` } },
  { form: "a query parameter", headers: {}, query: `?key=${stranger}` },
];
test.each(forms)("a stranger's key in $form is never repeated, on any path", async ({ headers, query = "" }) => {
  const body = JSON.stringify({ model: "frail/m0", messages });
  for (const path of ["/v1/chat/completions", "/v1/nothing", "/health", "/v1/models"]) {
    for (const method of ["POST", "GET"]) {
      const init = { method, headers: { "content-type": "application/json", ...headers }, ...(method === "POST" && { body }) };
      expect(await everythingOf(path + query, init)).not.toMatch(canary);
    }
  }
});

test("a key in what is no HTTP is not said aloud", async () => {
  const authorization = `authorization: Bearer ${client}`;
  const broken = [request([authorization, "x a: b"]), request([authorization, "content-length: x"]), `${client}\r\n\r\n`];
  for (const bytes of broken) expect(await exchange(gateway.url, bytes)).not.toMatch(canary);
});

test("after all of that the gateway has said no key on either of its outputs", async () => {
  await gateway.stop();
  expect(gateway.logs().length).toBeGreaterThan(failures.length * operations.length);
  const said = `${gateway.stdout()}${gateway.stderr()}`.split("\n");
  expect(said.filter((line) => canary.test(line)).slice(0, 5)).toEqual([]);
});
