/** Promise: each row of the contract's list on asynchronous work holds, for every operation there is, with and without a virtual key. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, collect, createKey, operations, type Scene, type Sent, startAlone, type VirtualKey } from "./scene.ts";

let scene: Scene;
let key: VirtualKey;
let other: VirtualKey;
beforeAll(async () => {
  scene = await startAlone();
  [key, other] = [await createKey(scene.gateway.url), await createKey(scene.gateway.url)];
});
afterAll(() => scene?.close());

const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;
const modes = [
  ["without a virtual key", (): Sent => ({})],
  ["with one", (): Sent => ({ "x-bf-vk": key.value })],
] as const;
/** The three header forms of the seed's suite. */
const forms = [
  ["x-bf-vk", (value: string): Sent => ({ "x-bf-vk": value })],
  ["Authorization: Bearer", (value: string): Sent => ({ authorization: `Bearer ${value}` })],
  ["x-api-key", (value: string): Sent => ({ "x-api-key": value })],
] as const;

describe("GET /health", () => {
  test("is reachable", async () => {
    expect((await ask(scene.gateway.url, "GET", "/health")).status).toBeLessThan(500);
  });
});

describe.each(operations)("$path", ({ path, body, required, shows, contentType, foreign }) => {
  const at = `/v1/async/${path}`;
  const submit = (headers: Sent = {}, json: unknown = body) => ask(scene.gateway.url, "POST", at, { headers, json });

  describe.each(modes)("%s", (_, headersOf) => {
    test("a submit is 202 with a pending job that tells nothing of an end", async () => {
      const { status, body: job, headers } = await submit(headersOf());
      expect(status).toBe(202);
      expect(job).toEqual({
        id: expect.stringMatching(uuid),
        status: "pending",
        created_at: expect.stringMatching(/Z$/),
        request_id: expect.any(String),
      });
      expect(headers.get("location")).toBe(`${at}/${job.id}`);
    });

    test("it ends within 30 s, is 200 then, and shows what the operation answers", async () => {
      const { body: job } = await submit(headersOf());
      const { status, body: ended } = await collect(scene.gateway.url, at, job.id, headersOf());
      expect([status, ended.status, ended.status_code]).toEqual([200, "completed", 200]);
      expect(ended.result).toMatchObject({ ...shows, ...(!contentType && !foreign && { extra_fields: { provider: "openai" } }) });
      expect(Date.parse(ended.expires_at!)).toBeGreaterThan(Date.parse(ended.completed_at!));
      expect(ended.error).toBeUndefined();
    });

    test("its answer alone stands at …/content, with its own type", async () => {
      const { body: job } = await submit(headersOf());
      const { body: ended } = await collect(scene.gateway.url, at, job.id, headersOf());
      const answer = await fetch(`${scene.gateway.url}${at}/${job.id}/content`, { headers: headersOf() });
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, contentType ?? "application/json"]);
      const bytes = Buffer.from(await answer.arrayBuffer());
      const told = contentType ? { content_type: contentType, audio: bytes.toString("base64") } : JSON.parse(bytes.toString());
      expect(ended.result).toEqual(told);
    });

    test("one that fails is 200 too, with its own status and error", async () => {
      const { body: job } = await submit(headersOf(), { ...body, model: "openai/no-such-model" });
      const { status, body: ended } = await collect(scene.gateway.url, at, job.id, headersOf());
      expect([status, ended.status, ended.status_code]).toEqual([200, "failed", 404]);
      expect(ended.error!.error).toMatchObject({ code: "model_not_found", message: expect.stringMatching(/./) });
      expect(ended.result).toBeUndefined();
    });

    test("is 202 while it runs", async () => {
      const { gateway, simulator } = scene;
      simulator.reset();
      simulator.script({ hang: true });
      const { body: job } = await submit(headersOf());
      await simulator.waitForCalls(1);
      const running = await ask(gateway.url, "GET", `${at}/${job.id}`, { headers: headersOf() });
      expect([running.status, running.body.status]).toEqual([202, "processing"]);
      simulator.script([]);
      await ask(gateway.url, "DELETE", `${at}/${job.id}`, { headers: headersOf() });
      expect((await collect(gateway.url, at, job.id, headersOf())).status).toBe(200);
    });
  });

  test.each(forms)("a job of a virtual key is its own: %s", async (_, formed) => {
    const { body: job } = await submit(formed(key.value));
    expect((await collect(scene.gateway.url, at, job.id, formed(key.value))).status).toBe(200);
    const others = [
      await ask(scene.gateway.url, "GET", `${at}/${job.id}`, { headers: formed(other.value) }),
      await ask(scene.gateway.url, "GET", `${at}/${job.id}`),
    ];
    for (const { status, body: said } of others) {
      expect(status).toBe(404);
      expect(said.error).toMatchObject({ message: "job not found or expired" });
    }
  });

  test("a job without one is shown to whoever knows its id", async () => {
    const { body: job } = await submit();
    expect((await collect(scene.gateway.url, at, job.id)).status).toBe(200);
    expect((await collect(scene.gateway.url, at, job.id, { "x-bf-vk": key.value })).status).toBe(200);
  });

  test.each([
    ["malformed JSON", "{"],
    ["no model", { ...body, model: undefined }],
    [`no ${required}`, { ...body, [required]: undefined }],
  ])("%s is 400, as it is without async", async (_, json) => {
    const [later, now] = [await submit({}, json), await ask(scene.gateway.url, "POST", `/v1/${path}`, { json })];
    expect([later.status, later.body]).toEqual([400, now.body]);
  });

  test("an unknown virtual key is refused, as on every route", async () => {
    const { status } = await submit({ "x-bf-vk": "sk-bf-00000000-0000-4000-8000-000000000000" });
    expect(status).toBe(
      (
        await ask(scene.gateway.url, "POST", `/v1/${path}`, {
          headers: { "x-bf-vk": "sk-bf-00000000-0000-4000-8000-000000000000" },
          json: body,
        })
      ).status,
    );
    expect(status).toBe(403);
  });

  test("another operation's route does not show it, nor an id that is none", async () => {
    const { body: job } = await submit();
    const elsewhere = path === "embeddings" ? "responses" : "embeddings";
    for (const place of [
      `/v1/async/${elsewhere}/${job.id}`,
      `${at}/00000000-0000-4000-8000-000000000000`,
      `${at}/not-an-id`,
      `${at}/%00`,
    ])
      expect((await ask(scene.gateway.url, "GET", place)).status).toBe(404);
  });

  test("POST where it is polled is no route", async () => {
    const { body: job } = await submit();
    expect([404, 405]).toContain((await ask(scene.gateway.url, "POST", `${at}/${job.id}`, { json: {} })).status);
  });
});

test.each(operations.filter(({ kind }) => kind))(
  "stream: true at $path is refused before there is a job",
  async ({ path, kind, body, streaming = { stream: true } }) => {
    const { status, body: said } = await ask(scene.gateway.url, "POST", `/v1/async/${path}`, { json: { ...body, ...streaming } });
    expect([status, said.error]).toEqual([
      400,
      expect.objectContaining({ message: `stream is not supported for async ${kind}` }),
    ]);
  },
);

describe("how long a result is kept", () => {
  const at = "/v1/async/embeddings";
  const json = operations[3]!.body;
  const kept = async (ttl: string | undefined): Promise<number> => {
    const headers = ttl === undefined ? {} : { "x-bf-async-job-result-ttl": ttl };
    const { body } = await ask(scene.gateway.url, "POST", at, { headers, json });
    const { body: ended } = await collect(scene.gateway.url, at, body.id);
    return (Date.parse(ended.expires_at!) - Date.parse(ended.completed_at!)) / 1000;
  };

  test.each([
    [undefined, 3600],
    ["120", 120],
    ["invalid", 3600],
    ["0", 3600],
    ["-1", 3600],
  ])("a header of %s means %i s from its end", async (ttl, seconds) => {
    expect(await kept(ttl)).toBe(seconds);
  });

  test("a submit that asks for a time is told one", async () => {
    const { body } = await ask(scene.gateway.url, "POST", at, { headers: { "x-bf-async-job-result-ttl": "60" }, json });
    expect(Date.parse(body.expires_at!) - Date.parse(body.created_at)).toBe(60_000);
  });

  test("nobody finds it afterwards", async () => {
    const { body } = await ask(scene.gateway.url, "POST", at, { headers: { "x-bf-async-job-result-ttl": "4" }, json });
    const { body: ended } = await collect(scene.gateway.url, at, body.id);
    await expect
      .poll(async () => (await ask(scene.gateway.url, "GET", `${at}/${body.id}`)).status, { timeout: 30_000 })
      .toBe(404);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(ended.expires_at!));
  });
});
