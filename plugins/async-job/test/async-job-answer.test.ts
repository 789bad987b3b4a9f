/** What becomes of an answer: stored as it came, shown in an envelope or as it is, and gone to the millisecond. */
import { type ByteSource, refuse, RefusalError, reply, type Send } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { envelopeOf, isJsonType, wholeEnvelope } from "../src/answer/envelope.ts";
import type { Job } from "../src/jobs/job.ts";
import { json, openScene } from "./async-job-scene.ts";

const at = "/v1/async/chat/completions";

test("an answer of bytes is base64 in the envelope, and raw under its own type at …/content", async () => {
  const audio = Buffer.from([0xff, 0xfb, 0x00, 0x80, 0x0a]);
  const speech = { path: "/v1/async/audio/speech", operation: "speech" };
  const send: Send = (_x, call) => reply({ status: 200, call, headers: { "content-type": "audio/mpeg" }, body: audio });
  const { submit, ask, until } = await openScene({ send });
  const { job } = await submit(speech);
  const place = `${speech.path}/${job.id}`;
  await until(async () => (await ask("GET", place)).status === 200);
  expect((await ask("GET", place)).job.result).toEqual({ content_type: "audio/mpeg", audio: audio.toString("base64") });
  const { status, headers, bytes } = await ask("GET", `${place}/content`);
  expect([status, headers["content-type"], bytes]).toEqual([200, "audio/mpeg", audio]);
});

test("…/content of a job that has not ended is its envelope, and of one that failed its error", async () => {
  const { submit, ask, collect } = await openScene({ send: json({ error: { message: "no", code: "none" } }, 404) });
  const { job } = await submit();
  await collect(job.id);
  const { status, job: said } = await ask("GET", `${at}/${job.id}/content`);
  expect([status, said]).toEqual([404, { error: { message: "no", code: "none" } }]);
  expect((await ask("GET", "/v1/async/chat/completions/none/content")).status).toBe(404);
});

test("a JSON answer is in the envelope byte for byte", async () => {
  const exact = '{ "a":1.0,"b":"é\\u0000", "a":[ ] }';
  const send: Send = (_x, call) => reply({ status: 200, call, headers: { "content-type": "application/json" }, body: exact });
  const { submit, collect } = await openScene({ send });
  const { bytes } = await collect((await submit()).job.id);
  expect(bytes.toString()).toContain(`,"result":${exact}}`);
});

test("a body is kept as it was when it came, whatever its sender does with its buffer", async () => {
  const pieces = ['{"one":', '"piece', ' after", "another"', ":1}"];
  const buffer = Buffer.alloc(32);
  const body = source((sink) => {
    for (const piece of pieces) sink.write(buffer.subarray(0, buffer.write(piece)));
    sink.end();
  });
  const { submit, collect } = await openScene({ send: (_x, call) => reply({ status: 200, call, body }) });
  expect((await collect((await submit()).job.id)).job.result).toEqual(JSON.parse(pieces.join("")));
});

describe("is an honest failure:", () => {
  const cut = refuse({ code: "upstream_error", status: 502, message: "the answer broke off", by: "gateway", scope: "target" });
  const away = { code: "store_unavailable", status: 503, message: "the store is away" };
  const throws = (error: Error): Send => {
    return () => {
      throw error;
    };
  };
  const rows: readonly (readonly [string, Send, number, string, string])[] = [
    [
      "a body that breaks off",
      (_x, call) =>
        reply({ status: 200, call, body: source((sink) => (sink.write(Buffer.from('{"choices":')), sink.fail(cut))) }),
      502,
      "upstream_error",
      "the answer broke off",
    ],
    [
      "a refusal without a body",
      (_x, call) => reply({ status: 504, call, error: { ...cut, status: 504, code: "timeout" } }),
      504,
      "timeout",
      "broke off",
    ],
    ["a bug", throws(new Error("secret-of-key-1 is wrong")), 500, "internal_error", "internal error"],
    ["a store that is away", throws(new RefusalError(away)), 503, "store_unavailable", "the store is away"],
  ];
  test.each(rows)("%s", async (_what, send, code, name, words) => {
    const { submit, collect } = await openScene({ send });
    const { status, job, bytes } = await collect((await submit()).job.id);
    expect([status, job.status, job.status_code, job.error?.error.code]).toEqual([200, "failed", code, name]);
    expect(job.error?.error.message).toContain(words);
    expect(job.result).toBeUndefined();
    expect(bytes.toString()).not.toMatch(/secret|choices/);
  });

  test("a bug is told to the log, with the job", async () => {
    const { submit, collect, host } = await openScene({ send: throws(new Error("broken")) });
    const { id } = (await submit()).job;
    await collect(id);
    expect(host.logged).toEqual([
      { level: "error", message: "a job could not be run", fields: { err: new Error("broken"), job: id } },
    ]);
  });
});

test("a result is there until the last millisecond of its time, and no longer", async () => {
  const { submit, ask, collect, host } = await openScene();
  const { id } = (await submit({ headers: { "x-bf-async-job-result-ttl": "1" } })).job;
  const { job } = await collect(id);
  expect(Date.parse(job.expires_at!) - Date.parse(job.completed_at!)).toBe(1000);
  await host.clock.advance(Date.parse(job.expires_at!) - host.clock.now() - 1);
  for (const path of [`${at}/${id}`, `${at}/${id}/content`]) expect((await ask("GET", path)).status).toBe(200);
  await host.clock.advance(1);
  for (const path of [`${at}/${id}`, `${at}/${id}/content`]) {
    const { status, error } = await ask("GET", path);
    expect([status, error?.code]).toEqual([404, "job_not_found"]);
  }
});

describe("an envelope", () => {
  const ended: Job = {
    id: "1",
    caller: undefined,
    path: at,
    operation: "chat",
    dialect: "openai",
    requestId: "r",
    status: "completed",
    priority: 0,
    createdAt: 0,
    startedAt: 1,
    completedAt: 2,
    expiresAt: 3,
    ttlMs: 1,
    attempts: 1,
    statusCode: 200,
    contentType: "application/json",
    webhook: undefined,
    fingerprint: "",
  };
  const unended = {
    status: "pending",
    startedAt: undefined,
    completedAt: undefined,
    expiresAt: undefined,
    statusCode: undefined,
  } as const;
  const time = (ms: number): string => `1970-01-01T00:00:00.00${ms}Z`;

  test("says nothing of an end that has not been, but when the result will expire if that was promised", () => {
    const job: Job = { ...ended, ...unended };
    const known = { id: "1", status: "pending", created_at: time(0), request_id: "r" };
    expect(envelopeOf(job)).toEqual(known);
    expect(envelopeOf(job, 9)).toEqual({ ...known, expires_at: time(9) });
  });

  const audio = Buffer.from([1, 2, 255]);
  test.each([
    ["JSON", {}, Buffer.from("[1]"), { result: [1] }],
    ["an empty answer", {}, Buffer.alloc(0), { result: null }],
    ["an error", { status: "failed", statusCode: 500 }, Buffer.from('{"error":{}}'), { error: { error: {} } }],
    [
      "audio",
      { operation: "speech", contentType: "audio/mpeg" },
      audio,
      { result: { content_type: "audio/mpeg", audio: "AQL/" } },
    ],
    [
      "an image",
      { operation: "image_edits", contentType: "image/png" },
      audio,
      { result: { content_type: "image/png", data: "AQL/" } },
    ],
    ["text", { contentType: "text/plain" }, Buffer.from("hi"), { result: { content_type: "text/plain", data: "aGk=" } }],
  ] as const)("holds %s", (_what, changes, output, shown) => {
    const all = { id: "1", created_at: time(0), completed_at: time(2), expires_at: time(3), request_id: "r", status_code: 200 };
    const { statusCode: status_code, status } = { ...ended, ...changes };
    expect(JSON.parse(wholeEnvelope({ ...ended, ...changes }, output).toString())).toEqual({
      ...all,
      status_code,
      status,
      ...shown,
    });
  });

  test.each([
    ["application/json", true],
    ["application/json; charset=utf-8", true],
    ["Application/JSON ;charset=utf-8", true],
    ["application/problem+json", true],
    ["application/json-seq", false],
    ["application/jsonl", false],
    ["text/json", false],
    [undefined, false],
  ])("takes %s for JSON: %s", (type, is) => {
    expect(isJsonType(type)).toBe(is);
  });
});

function source(start: ByteSource["start"]): ByteSource {
  return { start, pause() {}, resume() {}, cancel() {} };
}
