/** The routes of endpoints: what they take and answer, and that no secret comes back. */
import type { RouteAbout } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { openScene, usual } from "./webhook-scene.ts";

test("creates with 201, the usual knobs, and a secret that is shown once", async () => {
  const scene = await openScene();
  const { status, body } = await scene.ask("POST", "/api/webhooks", usual);
  expect([status, body.secret]).toEqual([201, expect.stringMatching(/^whsec_[A-Za-z\d+/]{43}=$/)]);
  expect(body.endpoint).toMatchObject({
    ...usual,
    headers: {},
    include_response: false,
    allow_private_network: false,
    disabled: false,
    max_retries: 4,
    retry_backoff_initial_seconds: 30,
    retry_backoff_max_seconds: 1800,
    attempt_timeout_seconds: 10,
    max_response_payload_kbs: 256,
    max_concurrent_deliveries: 10,
    consecutive_failures: 0,
  });
  const got = await scene.ask("GET", `/api/webhooks/${body.endpoint.id}`);
  expect(got.body).toEqual({ endpoint: body.endpoint });
  expect(JSON.stringify(got.body)).not.toContain(body.secret.slice(8));
});

test("without an encryptionKey nothing is made, and the answer says what to configure", async () => {
  const scene = await openScene({ encryptionKey: undefined });
  const { error } = await scene.ask("POST", "/api/webhooks", usual);
  expect(error).toMatchObject({
    status: 400,
    code: "encryption_key_required",
    message: expect.stringContaining("encryptionKey"),
  });
  expect((await scene.ask("GET", "/api/webhooks")).body.total_count).toBe(0);
});

test("a name is given once", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint();
  const other = await scene.endpoint({ name: "b" });
  const taken = { status: 409, code: "already_exists" };
  expect((await scene.ask("POST", "/api/webhooks", usual)).error).toMatchObject(taken);
  expect((await scene.ask("PUT", `/api/webhooks/${other.id}`, usual)).error).toMatchObject(taken);
  expect((await scene.ask("PUT", `/api/webhooks/${id}`, usual)).status).toBe(200);
});

test("what nobody knows is ignored, and said to be; what was answered may be sent back", async () => {
  const scene = await openScene();
  const { body } = await scene.ask("POST", "/api/webhooks", {
    ...usual,
    colour: 1,
    headers: { "x-a": { value: "1", secret: true } },
  });
  expect(body.warnings).toEqual(["colour: unknown field, ignored", "headers.x-a.secret: unknown field, ignored"]);
  const put = await scene.ask("PUT", `/api/webhooks/${body.endpoint.id}`, body.endpoint);
  expect(put.body).toEqual({ endpoint: { ...body.endpoint, updated_at: expect.any(String) } });
});

describe("headers", () => {
  test("go with every message, are shown as a mark, and the mark keeps what is stored", async () => {
    const scene = await openScene();
    const headers = { Authorization: { value: "Bearer s3cret-1" }, "X-B": { value: "s3cret-2" }, __proto__x: { value: "1" } };
    const { id } = await scene.endpoint({ headers });
    const shown = await scene.ask("GET", `/api/webhooks/${id}`);
    expect(JSON.stringify(shown.body)).not.toContain("s3cret");
    expect(shown.body.endpoint.headers).toMatchObject({ Authorization: { value: "<REDACTED>" }, "X-B": { value: "<REDACTED>" } });
    await scene.end(id);
    const change = { authorization: { value: "<REDACTED>" }, "X-C": { value: "new" } };
    await scene.ask("PUT", `/api/webhooks/${id}`, { ...usual, headers: change });
    await scene.end(id);
    const [first, second] = scene.sent.map(({ headers: sent }) => sent);
    expect(first).toMatchObject({ Authorization: "Bearer s3cret-1", "X-B": "s3cret-2" });
    expect(second).toMatchObject({ authorization: "Bearer s3cret-1", "X-C": "new" });
    expect(second).not.toHaveProperty("X-B");
  });

  test("a PUT without them takes them away, and leaves the secret", async () => {
    const scene = await openScene();
    const { id } = await scene.endpoint({ headers: { "x-a": { value: "1" } }, max_retries: 0 });
    const { body } = await scene.ask("PUT", `/api/webhooks/${id}`, usual);
    expect(body.endpoint).toMatchObject({ headers: {}, max_retries: 4 });
    expect(body).not.toHaveProperty("secret");
  });

  test("one named __proto__ is left out, and said to be", async () => {
    const scene = await openScene();
    const hostile = JSON.stringify(usual).replace(/\}$/, ',"headers":{"__proto__":{"value":"1"},"x-a":{"value":"2"}}}');
    const { body } = await scene.ask("POST", "/api/webhooks", hostile);
    expect([Object.keys(body.endpoint.headers), body.warnings]).toEqual([["x-a"], ["headers.__proto__: unknown field, ignored"]]);
  });
});

describe("test", () => {
  test("sends a made-up event once, signed, and tells what came back", async () => {
    const scene = await openScene();
    const { id } = await scene.endpoint();
    scene.steps.push(204, 503, new Error("connect ECONNREFUSED"));
    const ask = () => scene.ask("POST", `/api/webhooks/${id}/test`, { event: "async_job.failed" });
    expect(await ask()).toMatchObject({ status: 200, body: { delivered: true, receiver_status_code: 204 } });
    expect(await ask()).toMatchObject({ status: 200, body: { delivered: false, receiver_status_code: 503 } });
    expect((await ask()).body).toEqual({ delivered: false, error: "connect ECONNREFUSED" });
    expect(scene.sent).toHaveLength(3);
    expect(JSON.parse(scene.sent[0]!.body)).toMatchObject({ event: "async_job.failed", data: { status: "failed", test: true } });
    expect((await scene.ask("GET", "/api/webhooks/deliveries")).body.deliveries).toEqual([]);
  });

  test("is 400 for what the endpoint is not told of, or while it is disabled", async () => {
    const scene = await openScene();
    const { id } = await scene.endpoint({ events: ["async_job.completed"] });
    const ask = async (event?: string) =>
      (await scene.ask("POST", `/api/webhooks/${id}/test`, event && { event })).error?.message;
    expect(await ask("async_job.failed")).toContain("not subscribed");
    expect(await ask("nonsense")).toContain("event");
    expect(await ask()).toBeUndefined();
    await scene.ask("PUT", `/api/webhooks/${id}`, { ...usual, disabled: true });
    expect(await ask("async_job.completed")).toContain("disabled");
    expect(scene.sent).toHaveLength(1);
  });
});

test("a redelivery to a disabled endpoint is 400", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint();
  await scene.end(id);
  const { body } = await scene.ask("GET", "/api/webhooks/deliveries");
  await scene.ask("PUT", `/api/webhooks/${id}`, { ...usual, disabled: true });
  const again = await scene.ask("POST", `/api/webhooks/deliveries/${body.deliveries[0].id}/redeliver`);
  expect(again.error).toMatchObject({ status: 400, message: expect.stringContaining("disabled") });
});

test("every answer is what its route says of itself", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint({ headers: { "x-a": { value: "1" } } });
  await scene.end(id);
  const abouts = new Map(scene.webhooks.routes.map(({ method, path, about }) => [`${method} ${path.slice(13)}`, about!]));
  const attempt = (await scene.ask("GET", "/api/webhooks/deliveries")).body.deliveries[0].id;
  for (const [route, path, json] of [
    ["GET ", ""],
    ["POST ", "", { ...usual, name: "other", more: 1 }],
    ["GET /:id", `/${id}`],
    ["PUT /:id", `/${id}`, { ...usual, more: 1 }],
    ["GET /deliveries", "/deliveries"],
    ["GET /:id/deliveries", `/${id}/deliveries`],
    ["POST /:id/test", `/${id}/test`, { more: 1 }],
    ["POST /:id/rotate-secret", `/${id}/rotate-secret`],
    ["POST /deliveries/:id/redeliver", `/deliveries/${attempt}/redeliver`],
    ["DELETE /:id", `/${id}`],
  ] as const) {
    const said: RouteAbout = abouts.get(route)!;
    const { status, body } = await scene.ask(route.split(" ")[0]!, `/api/webhooks${path}`, json);
    expect([route, status, said.answer!.safeParse(body).error?.issues]).toEqual([route, said.status ?? 200, undefined]);
    abouts.delete(route);
  }
  expect([...abouts.keys()]).toEqual([]);
});
