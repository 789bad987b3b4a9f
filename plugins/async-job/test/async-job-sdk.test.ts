/** Jobs of the SDKs' own routes: they are jobs like any other, and what an SDK is told is never taken for an answer that it is not. */
import { describe, expect, test } from "vitest";
import { createAnswer } from "../src/answer/answer.ts";
import { shown } from "../src/answer/replies.ts";
import { answered, held, json, openScene } from "./async-job-scene.ts";
import { ending, jobsScene, newJob } from "./jobs-scene.ts";

const responses = { path: "/openai/v1/responses", operation: "responses" };
const native = { path: "/v1/async/responses", operation: "responses" };
const messages = { path: "/v1/async/messages", operation: "messages" };
const asJob = { "x-bf-async": "true" };

test("one is polled, cancelled and deleted below /v1/async like any other", async () => {
  const { send, waiting } = held();
  const { submit, ask, until } = await openScene({ send });
  const { job } = await submit({ ...responses, headers: asJob });
  const place = `${native.path}/${job.id}`;
  await until(() => waiting.length === 1);
  expect((await ask("GET", place)).job.status).toBe("processing");
  expect((await ask("DELETE", place)).job).toMatchObject({ status: "failed", status_code: 499 });
  expect(waiting).toEqual([undefined]);
  expect((await ask("GET", `/v1/async/messages/${job.id}`)).status).toBe(404);
  expect((await ask("DELETE", place)).job).toEqual({ id: job.id, deleted: true });
  expect((await ask("GET", place)).status).toBe(404);
});

describe("a job is collected on whichever route of its operation, however it was submitted:", () => {
  const other = { path: "/v1/responses", operation: "responses" };
  test.each([
    ["on its own", { ...responses, headers: asJob }, responses, 200],
    ["on another of its own", { ...responses, headers: asJob }, other, 200],
    ["submitted below /v1/async", native, responses, 200],
    ["but not on another operation's", messages, responses, 404],
  ])("%s", async (_what, request, at, status) => {
    const { submit, ask, until } = await openScene({ send: json({ id: "resp-1", output: [] }) });
    const { job } = await submit(request);
    await until(async () => (await ask("GET", `/v1/async/${request.operation}/${job.id}`)).status === 200);
    const collected = await submit({ method: "POST", ...at, headers: { "x-bf-async-id": job.id } });
    expect([collected.status, collected.job.id]).toEqual([status, status === 200 ? "resp-1" : ""]);
  });
});

test("what was submitted before and has ended is answered as it ended: a stub would be taken for its answer", async () => {
  for (const send of [json({ id: "resp-1", output: ["said"] }), json({ error: { message: "no", code: "none" } }, 404)]) {
    const { submit, ask, until } = await openScene({ send });
    const request = { ...responses, headers: { ...asJob, "x-caller": "a", "idempotency-key": "once" } };
    const { job } = await submit(request);
    expect(job.status).toBe("pending");
    await until(async () => (await ask("GET", `${native.path}/${job.id}`, { "x-caller": "a" })).status === 200);
    const collected = await submit({ method: "POST", ...responses, headers: { "x-caller": "a", "x-bf-async-id": job.id } });
    const again = await submit(request);
    expect([again.status, again.bytes]).toEqual([collected.status, collected.bytes]);
  }
});

test("x-bf-async-id where nothing can be collected is refused, and nobody is called", async () => {
  const calls: unknown[] = [];
  const { submit } = await openScene({ send: (x, call) => (calls.push(call), answered(x, call)) });
  const { error } = await submit({ path: "/v1/chat/completions", headers: { "x-bf-async-id": "1" } });
  expect([error?.status, error?.code, calls]).toEqual([400, "async_not_supported", []]);
});

test("a job whose time comes while it is looked up is gone, and not one that has ended without an answer", async () => {
  const { open, clock } = jobsScene({ driver: "sqlite", file: ":memory:" });
  const jobs = await open();
  const { id } = (await jobs.add(newJob({ ttlMs: 1000 }))).job;
  await jobs.end(id, ending());
  const job = (await jobs.find(id))!;
  await clock.advance(1000);
  expect(await createAnswer(jobs)(job, shown)).toMatchObject({ status: 404, code: "job_not_found" });
});
