/** What becomes a job, what is refused, and what nobody but the plugin's neighbours inside gets to see. */
import { refuse, type Refusal, type Sink } from "@headgate/core";
import { credentialOf, exchangeOf, type TestRequest } from "@headgate/testkit";
import { bytesBody } from "@headgate/wire";
import { describe, expect, test, vi } from "vitest";
import { callerOf } from "../src/submit/caller.ts";
import { refusalOf, wayOf } from "../src/submit/kind.ts";
import { wishesOf } from "../src/submit/wishes.ts";
import { answered, at, named, openScene } from "./async-job-scene.ts";

const messages = [{ role: "user", content: "Hello" }];

test("a submit is 202 with a pending job and where to look for it", async () => {
  const { submit, host } = await openScene();
  const { status, headers, job } = await submit({ id: "request-1" });
  expect(status).toBe(202);
  expect(job).toEqual({
    id: expect.stringMatching(/^[\da-f-]{36}$/),
    status: "pending",
    created_at: new Date(host.clock.now()).toISOString(),
    request_id: "request-1",
  });
  expect(headers).toMatchObject({ location: `${at}/${job.id}`, "cache-control": "no-store" });
});

test("tells when the result will expire only to whoever asked for a time", async () => {
  const { submit, host } = await openScene();
  const { job } = await submit({ headers: { "x-bf-async-job-result-ttl": "120" } });
  expect(Date.parse(job.expires_at!)).toBe(host.clock.now() + 120_000);
});

describe("is refused, and nobody is called:", () => {
  const rows: readonly (readonly [string, TestRequest, number, string])[] = [
    ["a stream", { stream: true }, 400, "stream_not_supported"],
    ["a stream of speech", { operation: "speech", json: { stream_format: "sse" } }, 400, "stream_not_supported"],
    ["a caller's own key", { headers: { "x-bf-direct-key": "true" } }, 400, "direct_key_not_stored"],
    ["a webhook that nobody made", { headers: { "x-bf-async-webhook": "none" } }, 400, "webhook_not_found"],
    ["a priority that is none", { headers: { "x-bf-async-priority": "urgent" } }, 400, "invalid_header"],
    ["an idempotency key with a space", { headers: { "idempotency-key": "a b" } }, 400, "invalid_header"],
    [
      "a stream of an SDK",
      { path: "/v1/responses", operation: "responses", stream: true, headers: { "x-bf-async": "true" } },
      400,
      "stream_not_supported",
    ],
    [
      "an SDK's operation without ids",
      { path: "/v1/chat/completions", headers: { "x-bf-async": "true" } },
      400,
      "async_not_supported",
    ],
  ];
  test.each(rows)("%s", async (_what, request, status, code) => {
    const calls: unknown[] = [];
    const { submit, host } = await openScene({ send: (x, call) => (calls.push(call), answered(x, call)) });
    const { error } = await submit(request);
    expect([error?.status, error?.code, error?.by]).toEqual([status, code, "async-job"]);
    await host.clock.advance(2000);
    expect(calls).toEqual([]);
  });

  test("a call that carries a caller's own key", async () => {
    const { open } = await openScene();
    const credential = credentialOf("caller", "sk-own", ["https://openai.test"], "caller");
    expect((await open.send({ path: at }, { credential })).error?.code).toBe("direct_key_not_stored");
  });
});

test("what a plugin before it refuses never becomes a job", async () => {
  const no = refuse({ code: "no", status: 403, message: "no" });
  const { submit, ask } = await openScene({ before: [named("gate", { pre: () => no })] });
  expect((await submit({ headers: { "x-caller": "a" } })).status).toBe(403);
  expect((await ask("GET", "/v1/async/jobs", { "x-caller": "a" })).status).toBe(403);
});

test("one idempotency key is one job, another body under it a conflict, and another caller's another job", async () => {
  const { submit } = await openScene();
  const headers = { "x-caller": "a", "idempotency-key": "once" };
  const [first, second] = [await submit({ headers }), await submit({ headers })];
  expect([second.status, second.job.id]).toEqual([202, first.job.id]);
  const other = await submit({ headers, json: { model: "openai/gpt-4o", messages } });
  expect([other.status, other.error?.code]).toEqual([409, "idempotency_key_reused"]);
  expect((await submit({ headers: { ...headers, "x-caller": "b" } })).job.id).not.toBe(first.job.id);
});

test("a body that lies in a file is stored whole, whatever its reader does with its buffer", async () => {
  const text = JSON.stringify({ model: "openai/gpt-4o", messages });
  const buffer = Buffer.alloc(8);
  const bodies: (string | undefined)[] = [];
  const { submit, collect } = await openScene({
    send(x, call) {
      bodies.push(Buffer.from(call.body.bytes!).toString());
      return answered(x, call);
    },
  });
  const body = {
    size: text.length,
    open: () => ({
      ...bytesBody(Buffer.from(text)).open(),
      start(sink: Parameters<ReturnType<ReturnType<typeof bytesBody>["open"]>["start"]>[0]) {
        for (let from = 0; from < text.length; from += buffer.length)
          sink.write(buffer.subarray(0, buffer.write(text.slice(from))));
        sink.end();
      },
    }),
  };
  const { job } = await submit({ body });
  await collect(job.id);
  expect(bodies).toEqual([text]);
});

test("of bodies that lie in files one at a time is read, and one that cannot be read is in nobody's way", async () => {
  const { submit } = await openScene();
  const text = JSON.stringify({ model: "openai/gpt-4o", messages });
  const sinks: Sink[] = [];
  const body = {
    size: text.length,
    open: () => ({ ...bytesBody(Buffer.from(text)).open(), start: (sink: Sink) => void sinks.push(sink) }),
  };
  const submits = [1, 2, 3].map(() => submit({ body }));
  const opened = async (count: number): Promise<Sink> => {
    await vi.waitFor(() => expect(sinks.length).toBeGreaterThanOrEqual(count));
    expect(sinks).toHaveLength(count);
    return sinks[count - 1]!;
  };
  (await opened(1)).fail(refuse({ code: "gone", status: 500, message: "the file is gone", by: "gateway" }));
  for (const count of [2, 3]) {
    const sink = await opened(count);
    sink.write(Buffer.from(text));
    sink.end();
  }
  expect((await Promise.all(submits)).map(({ status }) => status)).toEqual([500, 202, 202]);
});

describe("which way a request is answered", () => {
  test.each([
    ["below /v1/async", { path: at }, "native"],
    ["on an SDK's route with x-bf-async", { path: "/v1/responses", headers: { "x-bf-async": "true" } }, "sdk"],
    ["with x-bf-async of any text", { path: "/openai/v1/responses", headers: { "x-bf-async": "1" } }, "sdk"],
    ["on Anthropic's", { path: "/anthropic/v1/messages", operation: "messages", headers: { "x-bf-async": "1" } }, "sdk"],
    ["with an empty x-bf-async", { headers: { "x-bf-async": "" } }, undefined],
    ["as it is", {}, undefined],
    ["a path that only begins alike", { path: "/v1/asynchronous" }, undefined],
    ["what reaches no provider", { path: at, inference: false }, undefined],
  ] as const)("%s", (_what, request, way) => {
    expect(wayOf(exchangeOf(request))).toBe(way);
  });
});

describe("streams are refused in the words of their operation", () => {
  test.each([
    ["chat", "chat completions"],
    ["completions", "text completions"],
    ["responses", "responses"],
    ["speech", "speech"],
    ["transcriptions", "transcriptions"],
    ["image_generations", "image generations"],
    ["image_edits", "image edits"],
  ])("%s", (operation, words) => {
    const { message, param } = refusalOf(exchangeOf({ operation, stream: true }), "native")!;
    expect([message, param]).toEqual([`stream is not supported for async ${words}`, "stream"]);
  });

  test("and of an SDK's route", () => {
    const x = exchangeOf({ operation: "messages", stream: true });
    expect(refusalOf(x, "sdk")?.message).toBe("streaming is not supported for async requests");
    expect(refusalOf(exchangeOf({ operation: "messages" }), "sdk")).toBeUndefined();
  });
});

describe("wishes", () => {
  const usual = { ttlMs: 600_000, ttlAsked: false, priority: 0, idempotencyKey: undefined, webhook: undefined };
  test.each([
    ["nothing said", {}, {}],
    ["a ttl", { "x-bf-async-job-result-ttl": "120" }, { ttlMs: 120_000, ttlAsked: true }],
    ["a ttl with spaces", { "x-bf-async-job-result-ttl": " 1 " }, { ttlMs: 1000, ttlAsked: true }],
    ["0 is an hour", { "x-bf-async-job-result-ttl": "0" }, { ttlMs: 3_600_000 }],
    ["a negative ttl is none", { "x-bf-async-job-result-ttl": "-1" }, {}],
    ["a ttl that is no number is none", { "x-bf-async-job-result-ttl": "soon" }, {}],
    ["a ttl beyond all reason is none", { "x-bf-async-job-result-ttl": "9999999999" }, {}],
    ["a priority", { "x-bf-async-priority": "-10" }, { priority: -10 }],
    ["the highest priority", { "x-bf-async-priority": "10" }, { priority: 10 }],
    ["an idempotency key", { "idempotency-key": "k".repeat(255) }, { idempotencyKey: "k".repeat(255) }],
    ["a webhook", { "x-bf-async-webhook": "hook" }, { webhook: "hook" }],
    ["an empty webhook is none", { "x-bf-async-webhook": "" }, {}],
  ])("%s", (_what, headers, said) => {
    expect(wishesOf(exchangeOf({ headers }), 600)).toEqual({ ...usual, ...said });
  });

  test.each([
    ["x-bf-async-priority", "11", "a whole number from -10 to 10"],
    ["x-bf-async-priority", "1.5", "a whole number from -10 to 10"],
    ["x-bf-async-priority", "", "a whole number from -10 to 10"],
    ["idempotency-key", "", "1 to 255 visible ASCII characters"],
    ["idempotency-key", "k".repeat(256), "1 to 255 visible ASCII characters"],
    ["idempotency-key", "é", "1 to 255 visible ASCII characters"],
  ])("%s: %j is refused, with what was expected", (name, said, expected) => {
    const { status, param, message } = wishesOf(exchangeOf({ headers: { [name]: said } }), 600) as Refusal;
    expect([status, param]).toEqual([400, name]);
    expect(message).toContain(expected);
    expect(message.length).toBeLessThan(200);
  });
});

test("the anonymous have no name, and others the one that no rotated key changes", async () => {
  const names: (string | undefined)[] = [];
  const { submit } = await openScene({ before: [named("look", { pre: (x) => void names.push(callerOf(x)) })] });
  await submit();
  await submit({ headers: { "x-caller": "7" } });
  expect([...names, callerOf(exchangeOf())]).toEqual([undefined, "virtual_key:7", undefined]);
});
