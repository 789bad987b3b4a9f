/** What a receiver reads, byte for byte where that matters. */
import { expect, test } from "vitest";
import { openScene } from "./webhook-scene.ts";

const ended = "2026-01-01T00:00:00.000Z";
const expires = "2026-01-01T01:00:00.000Z";

test("tells what has become of a job, and where its result is", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint();
  const job = await scene.end(id);
  expect(JSON.parse(scene.sent[0]!.body)).toEqual({
    event: "async_job.completed",
    created_at: ended,
    data: {
      job_id: job.id,
      request_type: "chat_completion",
      status: "completed",
      status_code: 200,
      result_expires_at: expires,
      result_url: `/v1/async/chat/completions/${job.id}`,
    },
  });
});

const big = Buffer.from(`{"id":"${"x".repeat(2000)}"}`);
const sound = Uint8Array.of(0xff, 0xfb, 0x90, 0);
test.each([
  ["a result as it came, numbers and all", {}, '{"seed": 12345678901234567890 }', '"response":{"seed": 12345678901234567890 }}}'],
  ["an error", { status: "failed", statusCode: 429 }, '{"error":{"message":"no"}}', '"error":{"error":{"message":"no"}}}}'],
  ["no result that is too large", {}, big, '"response_omitted":true}}'],
  ["no error that is too large", { status: "failed" }, big, '"error_omitted":true}}'],
  [
    "sound in base64",
    { operation: "speech", contentType: "audio/mpeg" },
    sound,
    '"response":{"content_type":"audio/mpeg","audio":"//uQAA=="}}}',
  ],
  ["an empty result", {}, "", '"response":null}}'],
] as const)("with include_response it holds %s", async (_, job, output, end) => {
  const scene = await openScene();
  const { id } = await scene.endpoint({ include_response: true, max_response_payload_kbs: 1 });
  await scene.end(id, { ...job, output: Buffer.from(output) });
  const [{ body } = { body: "" }] = scene.sent;
  expect(body.endsWith(end)).toBe(true);
  expect(JSON.parse(body).data).toHaveProperty("result_url");
});

test.each([
  ["async_job.failed", { status: "failed", statusCode: 500 }, { status: "failed", status_code: 500 }],
  ["async_job.completed", { operation: "image_edits" }, { request_type: "image_edit" }],
  ["async_job.completed", { operation: "rerank" }, { request_type: "rerank" }],
  [
    "async_job.completed",
    { path: "/openai/v1/responses", operation: "responses" },
    { result_url: expect.stringMatching(/^\/v1\/async\/responses\/[\da-f-]{36}$/) as string },
  ],
] as const)("%s of %o says %o", async (event, more, data) => {
  const scene = await openScene();
  const { id } = await scene.endpoint();
  await scene.end(id, more);
  expect(JSON.parse(scene.sent[0]!.body)).toMatchObject({ event, data });
  expect(scene.sent[0]!.headers["x-bifrost-event"]).toBe(event);
});

test("a retry after the result has expired says so, and names no place where it would be", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint({ include_response: true });
  scene.steps.push(500);
  await scene.end(id, { expiresAt: Date.UTC(2026, 0, 1, 0, 0, 10) });
  await scene.move(40);
  const [first, second] = scene.sent.map(({ body }) => JSON.parse(body));
  expect(first.data).toHaveProperty("response");
  expect(second.data).toMatchObject({ status: "completed", result_expires_at: "2026-01-01T00:00:10.000Z", result_expired: true });
  expect(second.created_at).toBe(first.created_at);
  for (const field of ["result_url", "response", "response_omitted"]) expect(second.data).not.toHaveProperty(field);
});

test("so does one after its caller has deleted it", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint();
  scene.steps.push(500);
  const job = await scene.end(id);
  scene.jobs.remove(job.id);
  await scene.move(40);
  expect(JSON.parse(scene.sent[1]!.body).data).toMatchObject({ job_id: job.id, result_expired: true });
});
