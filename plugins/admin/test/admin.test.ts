/** What every plugin must do, who is let in, and what an admin is told of the gateway itself. */
import { type Described, definePlugin, refuse, reply } from "@headgate/core";
import admin from "@headgate/plugin-admin";
import { conform, createHost, openPipeline, scriptedSend } from "@headgate/testkit";
import { Principal } from "@headgate/words";
import { describe, expect, test } from "vitest";
import { caller, canary, factsOf, openScene } from "./scene.ts";

describe("as every plugin", () => {
  // conform() opens pipelines without a guard, which admin routes need.
  const routeless = definePlugin({
    ...admin.spec,
    setup: async (host, options) => ({ ...(await admin.spec.setup(host, options)), routes: [] }),
  });
  test.each(conform(routeless, {}, { before: [caller] }))("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

const routes = [
  "GET /api/providers",
  "GET /api/providers/:provider",
  "GET /api/providers/:provider/keys",
  "GET /api/providers/:provider/keys/:key",
  "GET /api/keys",
  "POST /api/providers",
  "PUT /api/providers/:provider",
  "DELETE /api/providers/:provider",
  "POST /api/providers/:provider/keys",
  "PUT /api/providers/:provider/keys/:key",
  "DELETE /api/providers/:provider/keys/:key",
  "GET /api/plugins",
  "GET /api/config",
  "GET /api/openapi.json",
];

test("every route is for admins", async () => {
  const { open } = await openScene();
  expect(open.pipeline.routes.map(({ method, path, access }) => `${method} ${path} ${access}`)).toEqual(
    routes.map((route) => `${route} admin`),
  );
});

const upstream = { send: scriptedSend([]), guard: Principal };

test.each([
  ["nobody who says who asks", [admin({})], 'admin needs "principal", which no plugin gives'],
  ["whoever says so after it", [admin({}), caller], "list caller before admin"],
])("does not start with %s", async (_what, uses, message) => {
  await expect(openPipeline(uses, upstream)).rejects.toThrow(message);
});

test.each(routes)("%s is not reached by who is turned away before it", async (route) => {
  const [method, path] = route.split(" ") as [string, string];
  const gate = definePlugin({
    ...caller.spec,
    setup: () => ({ pre: () => refuse({ code: "admin_key_required", status: 401, message: "for admins" }) }),
  });
  const open = await openPipeline([gate({}), admin({})], { ...upstream, host: createHost() });
  const ran = await open.send({ method, path: path.replace(":provider", "openai").replace(":key", "k0"), json: {} });
  expect([ran.status, ran.error?.by, ran.body]).toEqual([401, "caller", ""]);
  await open.close();
});

describe("/api/plugins", () => {
  const described: Described = { name: "auth", hooks: ["pre"], inner: [], routes: [], degraded: false };

  test("tells what runs, outermost first", async () => {
    const send = () => reply({ status: 200 });
    const own = { method: "POST", path: "/v1/async/*", access: "client", plugin: "jobs" } as const;
    const routes = [
      { ...own, as: "/v1/*" },
      { method: "GET", path: "/v1/jobs/:id", access: "client", plugin: "jobs", send } as const,
    ];
    const jobs: Described = { name: "jobs", hooks: ["around"], inner: ["pre", "done"], routes, degraded: true };
    const { ask } = await openScene({ facts: factsOf(() => [described, jobs]) });
    const shown = [
      { method: "POST", path: "/v1/async/*", access: "client", as: "/v1/*" },
      { method: "GET", path: "/v1/jobs/:id", access: "client" },
    ];
    expect(await ask("/plugins")).toStrictEqual({ plugins: [described, { ...jobs, routes: shown }], count: 2 });
  });

  test("tells it as it is now", async () => {
    const plugins = [described];
    const { ask } = await openScene({ facts: factsOf(() => plugins) });
    expect(await ask("/plugins")).toMatchObject({ plugins: [{ degraded: false }], count: 1 });
    plugins[0] = { ...described, degraded: true };
    expect(await ask("/plugins")).toMatchObject({ plugins: [{ degraded: true }], count: 1 });
  });

  test("tells of the very pipeline it stands in", async () => {
    const scene = await openScene({ facts: factsOf(() => scene.open.pipeline.describe()) });
    const { plugins } = (await scene.ask("/plugins")) as { plugins: readonly Described[] };
    expect(plugins.map(({ name, hooks }) => [name, hooks])).toEqual([
      ["caller", ["pre"]],
      ["admin", []],
      ["gateway-routes", []],
    ]);
    expect(plugins[1]!.routes.map(({ method, path }) => `${method} ${path}`)).toEqual(routes);
  });
});

describe("/api/config", () => {
  test.each([
    [{ server: { port: 8080 }, providers: { openai: { keys: [{ name: "k0", value: "sk-...9xyz" }] } }, plugins: [["auth", {}]] }],
    [{}],
    // An answer that only looks like a refusal is still an answer.
    [{ code: "x", status: 418, message: "y" }],
  ])("is what counts, as it is told: %j", async (config) => {
    const { ask } = await openScene({ facts: factsOf(() => [], config) });
    expect(await ask("/config")).toStrictEqual(config);
  });
});

test.each(["/plugins", "/config"])("%s is a 503 that says why when nobody tells what runs", async (path) => {
  const { error } = await (await openScene()).get(path);
  expect(error).toMatchObject({ status: 503, code: "facts_unavailable", by: "admin", type: "server_error" });
  expect(error!.message).toContain('no plugin offers "gateway-facts"');
});

test.each(["/plugins", "/config"])("%s quotes nothing of facts that break, and the gateway goes on", async (path) => {
  const broken = (): never => {
    throw new Error(`cannot read sk-${canary}`);
  };
  const { get } = await openScene({ facts: { plugins: broken, config: broken } });
  const { status, error, body } = await get(path);
  expect([status, error?.code]).toEqual([500, "internal_error"]);
  expect(JSON.stringify(error) + body).not.toContain(canary);
  expect((await get("/providers")).status).toBe(200);
});

test("a query changes nothing", async () => {
  const { open, ask } = await openScene();
  const ran = await open.send({ method: "GET", path: "/api/keys", query: "provider=anthropic&reveal=true&__proto__=1" });
  expect(JSON.parse(ran.body)).toEqual(await ask("/keys"));
});
