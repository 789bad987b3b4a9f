/** The gateway's own routes: its health, and the models that can be asked for. */
import { parseConfig } from "@headgate/config";
import { createHost } from "@headgate/testkit";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createGateway } from "headgate";
import { describe, expect, onTestFinished, test } from "vitest";

type Get = (path: string, method?: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;

async function open(draining = false): Promise<Get> {
  const place = { baseUrl: "https://api.test/v1" };
  const config = parseConfig(
    {
      providers: { a: { ...place, models: ["m1", "both", "org/m2"] }, b: { ...place, models: ["both"] } },
      models: { fast: ["b/both", "a/m1"] },
    },
    {},
  );
  const { log, clock, random, store } = createHost();
  const gateway = await createGateway({ config, plugins: [], log, clock, random, store, health: { draining } });
  const server = createServer((request, response) => void gateway.handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await gateway.close(0);
  });
  const { port } = server.address() as AddressInfo;
  return (path, method = "GET", headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { method, headers });
}

describe("models", () => {
  test.each(["/v1/models", "/openai/v1/models"])("%s lists what is configured, aliases last", async (path) => {
    const get = await open();
    const { object, data } = (await (await get(path)).json()) as { object: string; data: { id: string; owned_by: string }[] };
    expect([object, data.map(({ id, owned_by: owner }) => `${id} ${owner}`)]).toEqual([
      "list",
      ["a/m1 a", "a/both a", "a/org/m2 a", "b/both b", "fast headgate"],
    ]);
    expect(data[0]).toEqual({ id: "a/m1", object: "model", created: Math.floor(Date.UTC(2026, 0, 1) / 1000), owned_by: "a" });
  });

  test.each([
    ["/v1/models", { "anthropic-version": "2023-06-01" }, { first_id: "a/m1", last_id: "fast", has_more: false }],
    ["/anthropic/v1/models", {}, { first_id: "a/m1", last_id: "fast", has_more: false }],
    ["/genai/v1beta/models", {}, { models: expect.arrayContaining([expect.objectContaining({ name: "models/a/m1" })]) }],
    ["/genai/v1beta/models/a%2Fm1", {}, { name: "models/a/m1" }],
    ["/anthropic/v1/models/fast", {}, { id: "fast", type: "model" }],
  ])("%s with %o is in its clients' own shape", async (path, headers, shape) => {
    const get = await open();
    expect(await (await get(path, "GET", headers)).json()).toMatchObject(shape);
  });

  test("every listed model can be retrieved as it is listed", async () => {
    const get = await open();
    const { data } = (await (await get("/v1/models")).json()) as { data: { id: string }[] };
    for (const model of data) {
      expect(await (await get(`/v1/models/${encodeURIComponent(model.id)}`)).json()).toEqual(model);
    }
  });

  test.each([
    ["a/m1", 200],
    ["a%2Fm1", 200],
    ["m1", 200],
    ["fast", 200],
    ["a/org/m2", 200],
    ["org%2Fm2", 200],
    ["both", 404],
    ["a/unknown", 404],
    ["nobody/m1", 404],
  ])("%s is %i", async (id, status) => {
    const get = await open();
    const response = await get(`/v1/models/${id}`);
    expect(response.status).toBe(status);
    const expected = status === 200 ? { object: "model" } : { error: { code: "model_not_found", param: "model" } };
    expect(await response.json()).toMatchObject(expected);
  });
});

describe("health", () => {
  const ok = { status: "ok", components: { db_pings: "disabled" } };
  test.each(["/health", "/health/live", "/health/ready"])("%s is ok", async (path) => {
    const get = await open();
    const response = await get(path);
    expect([response.status, await response.json()]).toEqual([200, ok]);
  });

  test("while draining the process lives, but is not ready", async () => {
    const get = await open(true);
    const statuses = await Promise.all(
      ["/health", "/health/live", "/health/ready"].map(async (path) => (await get(path)).status),
    );
    expect(statuses).toEqual([200, 200, 503]);
  });
});
