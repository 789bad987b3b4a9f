/** How a message is sent, judged and sent again. */
import { describe, expect, test } from "vitest";
import { openScene, type Scene, type Line, signatureOf, type Step } from "./webhook-scene.ts";

const secondsOf = ({ sent }: Scene): number[] => sent.map(({ at }) => Math.round((at - sent[0]!.at) / 1000));
const logOf = async (scene: Scene): Promise<readonly (readonly [number, string, number | undefined])[]> => {
  const { body } = await scene.ask("GET", "/api/webhooks/deliveries");
  return (body.deliveries as Line[]).map((it) => [it.attempt_no, it.outcome, it.status_code] as const).toReversed();
};

test("a receiver that answers 500 twice, then 200 gets three attempts with one id, each with a signature of its own", async () => {
  const scene = await openScene();
  const { id, secret } = await scene.endpoint();
  scene.steps.push(500, 500, 200);
  const job = await scene.end(id);
  await scene.move(200);
  expect(scene.sent).toHaveLength(3);
  expect(new Set(scene.sent.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  for (const one of scene.sent) {
    expect(one.headers["webhook-signature"]).toBe(signatureOf(one, secret));
    expect(one.headers["webhook-timestamp"]).toBe(String(Math.floor(one.at / 1000)));
    expect(one.headers).toMatchObject({ "content-type": "application/json", "x-bifrost-event": "async_job.completed" });
    expect([one.url, one.request.method, one.request.allowPrivateNetwork]).toEqual(["https://hooks.test/a", "POST", false]);
  }
  expect(await logOf(scene)).toEqual([
    [1, "retryable_failure", 500],
    [2, "retryable_failure", 500],
    [3, "delivered", 200],
  ]);
  const { body } = await scene.ask("GET", `/api/webhooks/${id}/deliveries`);
  expect(body.pagination).toEqual({ total_count: 3, limit: 100, offset: 0 });
  expect(body.deliveries[0]).toMatchObject({
    webhook_id: scene.sent[0]!.headers["webhook-id"],
    async_job_id: job.id,
    request_id: "request-1",
  });
});

test("retries double from the first wait to the longest, a little late but never beyond it, and then it is over", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint({ retry_backoff_max_seconds: 100 });
  scene.steps.push(500, 500, 500, 500, 500, 500);
  await scene.end(id);
  await scene.move(600);
  const waits = secondsOf(scene).map((at, i, all) => at - (all[i - 1] ?? 0));
  expect(waits).toHaveLength(5);
  for (const [i, least] of [0, 30, 60, 100, 100].entries()) {
    expect(waits[i]).toBeGreaterThanOrEqual(least);
    expect(waits[i]).toBeLessThanOrEqual(least * 1.1 + 1);
  }
  expect((await logOf(scene)).map(([, outcome]) => outcome)).toEqual([...Array(4).fill("retryable_failure"), "exhausted"]);
  expect(scene.host.logged.at(-1)).toMatchObject({ level: "warn", message: "a webhook could not be delivered" });
});

test.each([0, 1, 7])("max_retries: %i makes one attempt more", async (max_retries) => {
  const scene = await openScene();
  const { id } = await scene.endpoint({ max_retries, retry_backoff_initial_seconds: 0 });
  scene.steps.push(...Array<Step>(20).fill(503));
  await scene.end(id);
  await scene.move(20);
  expect(scene.sent).toHaveLength(max_retries + 1);
});

const lost = new Error("connect ECONNREFUSED");
const forbidden = Object.assign(new Error("it is a private address"), { code: "EPRIVATE" });
test.each<[Step, string, number | undefined, number]>([
  [200, "delivered", 200, 1],
  [204, "delivered", 204, 1],
  [301, "permanent_failure", 301, 1],
  [307, "permanent_failure", 307, 1],
  [400, "permanent_failure", 400, 1],
  [401, "permanent_failure", 401, 1],
  [404, "permanent_failure", 404, 1],
  [410, "permanent_failure", 410, 1],
  [408, "retryable_failure", 408, 2],
  [425, "retryable_failure", 425, 2],
  [429, "retryable_failure", 429, 2],
  [500, "retryable_failure", 500, 2],
  [503, "retryable_failure", 503, 2],
  [lost, "retryable_failure", undefined, 2],
  [forbidden, "permanent_failure", undefined, 1],
])("%s is a %s", async (step, outcome, status, attempts) => {
  const scene = await openScene();
  const { id } = await scene.endpoint();
  scene.steps.push(step);
  await scene.end(id);
  await scene.move(40);
  expect((await logOf(scene))[0]).toEqual([1, outcome, status]);
  expect(scene.sent).toHaveLength(attempts);
});

test("a receiver that never answers has attempt_timeout_seconds, and no more", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint({ attempt_timeout_seconds: 7 });
  scene.steps.push("never");
  await scene.end(id);
  await scene.move(6);
  expect(await logOf(scene)).toEqual([]);
  await scene.move(1);
  expect(await logOf(scene)).toEqual([[1, "retryable_failure", undefined]]);
  expect(scene.sent[0]!.request.timeoutMs).toBe(7000);
  await scene.move(35);
  expect(scene.sent).toHaveLength(2);
});

describe("Retry-After", () => {
  const inTwoMinutes = new Date(Date.UTC(2026, 0, 1, 0, 2)).toUTCString();
  test.each([
    ["120", 120],
    [inTwoMinutes, 120],
    ["5", 30],
    ["86400", 200],
    ["soon", 30],
    ["-7", 30],
  ])("%s is waited for, between the backoff and the longest wait", async (said, seconds) => {
    const scene = await openScene();
    const { id } = await scene.endpoint({ retry_backoff_max_seconds: 200 });
    scene.steps.push({ status: 503, headers: { "retry-after": said } });
    await scene.end(id);
    await scene.move(210);
    const [, waited] = secondsOf(scene);
    expect(waited).toBeGreaterThanOrEqual(seconds);
    expect(waited).toBeLessThanOrEqual(seconds * 1.1 + 1);
  });
});

test("an endpoint remembers how it went", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint();
  const health = async (): Promise<unknown[]> => {
    const { consecutive_failures, last_failure_at, last_success_at } = (await scene.ask("GET", `/api/webhooks/${id}`)).body
      .endpoint;
    return [consecutive_failures, last_failure_at, last_success_at].map((it) => (typeof it === "string" ? "time" : it));
  };
  expect(await health()).toEqual([0, undefined, undefined]);
  scene.steps.push(500, 404, 200);
  await scene.end(id);
  await scene.move(40);
  expect(await health()).toEqual([2, "time", undefined]);
  await scene.end(id);
  expect(await health()).toEqual([0, "time", "time"]);
});

test("a new secret signs from the next attempt on, and the old one nothing any more", async () => {
  const scene = await openScene();
  const { id, secret } = await scene.endpoint();
  scene.steps.push(500);
  await scene.end(id);
  const { body } = await scene.ask("POST", `/api/webhooks/${id}/rotate-secret`);
  expect(body.secret).toMatch(/^whsec_[A-Za-z\d+/]{43}=$/);
  await scene.move(40);
  const [first, second] = scene.sent;
  expect(first!.headers["webhook-signature"]).toBe(signatureOf(first!, secret));
  expect(second!.headers["webhook-signature"]).toBe(signatureOf(second!, body.secret));
  expect(body.secret).not.toBe(secret);
});

test("no more than max_concurrent_deliveries are under way, and all arrive", async () => {
  const scene = await openScene();
  const { id } = await scene.endpoint({
    max_concurrent_deliveries: 2,
    attempt_timeout_seconds: 5,
    retry_backoff_initial_seconds: 0,
  });
  const other = await scene.endpoint({ name: "b", url: "https://hooks.test/b" });
  scene.steps.push("never", "never");
  for (let i = 0; i < 5; i++) await scene.end(id);
  await scene.move(1);
  expect(scene.sent).toHaveLength(2);
  await scene.end(other.id);
  expect(scene.sent.map(({ url }) => url)).toEqual([...Array(2).fill("https://hooks.test/a"), "https://hooks.test/b"]);
  await scene.move(8);
  expect(scene.sent.filter(({ url }) => url.endsWith("/a"))).toHaveLength(7);
});
