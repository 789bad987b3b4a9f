/** Promise: whoever asked for it is told how a job ended, signed so that an independent library believes it, also after a crash. */
import { startSimulator } from "@headgate/simulator";
import { readdirSync, readFileSync } from "node:fs";
import { Webhook } from "svix";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Received, type Receiver, startReceiver, type Step } from "./receiver.ts";
import { ask, collect, newFolder, operations, type Scene, startAlone, startWithJobs } from "./scene.ts";

const jobs = { encryptionKey: "an encryption key of the tests" };
const [{ path, body }] = operations as [(typeof operations)[number]];
const at = `/v1/async/${path}`;
/** Retries without a wait. */
const quick = { retry_backoff_initial_seconds: 0, allow_private_network: true };

interface Endpoint {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
}
interface Delivery {
  readonly id: string;
  readonly webhook_id: string;
  readonly attempt_no: number;
  readonly outcome: string;
  readonly status_code?: number;
  readonly async_job_id: string;
}

let scene: Scene;
beforeAll(async () => void (scene = await startAlone({}, jobs)));
afterAll(() => scene?.close());

async function receiver(...steps: readonly Step[]): Promise<Receiver> {
  const started = await startReceiver(steps);
  onTestFinished(started.close);
  return started;
}

async function endpoint({ url: to }: Receiver, more: object = {}, url: string = scene.gateway.url): Promise<Endpoint> {
  const name = `endpoint-${Math.random()}`;
  const json = { name, url: `${to}/hook`, events: ["async_job.completed", "async_job.failed"], ...quick, ...more };
  const { status, body: made } = await ask<{ endpoint: { id: string }; secret: string }>(url, "POST", "/api/webhooks", { json });
  expect([status, made]).toEqual([201, expect.objectContaining({ secret: expect.stringMatching(/^whsec_/) })]);
  return { id: made.endpoint.id, name, secret: made.secret };
}

function submit({ name }: Pick<Endpoint, "name">, json: unknown = body, url: string = scene.gateway.url) {
  return ask(url, "POST", at, { headers: { "x-bf-async-webhook": name }, json });
}

/** The log of an endpoint, oldest first, once it has so many lines. */
async function log({ id }: Endpoint, lines: number): Promise<readonly Delivery[]> {
  const until = performance.now() + 30_000;
  for (;;) {
    const answer = await ask<{ deliveries: Delivery[] }>(scene.gateway.url, "GET", `/api/webhooks/${id}/deliveries`);
    if (answer.body.deliveries.length >= lines) return answer.body.deliveries.toReversed();
    if (performance.now() > until) throw new Error(`found ${answer.body.deliveries.length} lines, expected ${lines}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Throws unless this secret signed it. */
function verified({ headers, body: text }: Received, secret: string): unknown {
  return new Webhook(secret).verify(text, headers as Record<string, string>);
}

test("a receiver that answers 500 twice, then 200 is told three times under one id, each time with a signature that holds", async () => {
  const to = await receiver(500, 500, 200);
  const { secret, ...made } = await endpoint(to, { include_response: true });
  const { status, body: job } = await submit(made);
  expect(status).toBe(202);
  const told = await to.wait(3);
  const { body: ended } = await collect(scene.gateway.url, at, job.id);
  for (const one of told) {
    expect(verified(one, secret)).toEqual({
      event: "async_job.completed",
      created_at: ended.completed_at,
      data: {
        job_id: job.id,
        request_type: "chat_completion",
        status: "completed",
        status_code: 200,
        result_url: `${at}/${job.id}`,
        result_expires_at: ended.expires_at,
        response: ended.result,
      },
    });
    expect([one.method, one.path, one.headers["x-bifrost-event"]]).toEqual(["POST", "/hook", "async_job.completed"]);
  }
  expect(new Set(told.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  const lines = await log({ secret, ...made }, 3);
  expect(lines.map(({ attempt_no, outcome, status_code }) => [attempt_no, outcome, status_code])).toEqual([
    [1, "retryable_failure", 500],
    [2, "retryable_failure", 500],
    [3, "delivered", 200],
  ]);
  for (const line of lines) expect(line).toMatchObject({ webhook_id: told[0]!.headers["webhook-id"], async_job_id: job.id });
  expect(to.received).toHaveLength(3);
});

test("what was altered, or signed with the secret before the last rotation, verifies with nobody's", async () => {
  const to = await receiver();
  const made = await endpoint(to);
  await submit(made);
  const [first] = await to.wait(1);
  const { body: rotated } = await ask<{ secret: string }>(scene.gateway.url, "POST", `/api/webhooks/${made.id}/rotate-secret`);
  await submit(made);
  const [, second] = await to.wait(2);
  expect(verified(first!, made.secret)).toHaveProperty("event");
  expect(verified(second!, rotated.secret)).toHaveProperty("event");
  expect(() => verified(second!, made.secret)).toThrow("No matching signature");
  expect(() => verified({ ...first!, body: first!.body.replace("completed", "failed") }, made.secret)).toThrow("No matching");
});

test("max_retries: 1 makes two attempts, and then it is over", async () => {
  const to = await receiver(503, 503, 503);
  const made = await endpoint(to, { max_retries: 1 });
  await submit(made);
  expect((await log(made, 2)).map(({ outcome }) => outcome)).toEqual(["retryable_failure", "exhausted"]);
  expect(to.received).toHaveLength(2);
});

describe.each([
  [404, 404],
  [302, { status: 302, headers: { location: "/elsewhere" } }],
] as const)("%i", (status, step) => {
  test("is permanent after one attempt; a redelivery begins at attempt 1, with the same id", async () => {
    const to = await receiver(step);
    const made = await endpoint(to);
    await submit(made);
    const [line] = await log(made, 1);
    expect([line!.outcome, line!.status_code]).toEqual(["permanent_failure", status]);
    const again = await ask<{ webhook_id: string }>(scene.gateway.url, "POST", `/api/webhooks/deliveries/${line!.id}/redeliver`);
    expect([again.status, again.body.webhook_id]).toEqual([202, line!.webhook_id]);
    const [, second] = await log(made, 2);
    expect(second).toMatchObject({ attempt_no: 1, outcome: "delivered", webhook_id: line!.webhook_id });
    expect(to.received.map((one) => one.path)).toEqual(["/hook", "/hook"]);
  });
});

test("a receiver that does not answer, or is not there, has failed for now", async () => {
  const to = await receiver("never");
  const made = await endpoint(to, { attempt_timeout_seconds: 3 });
  await submit(made);
  expect((await log(made, 2)).map(({ outcome }) => outcome)).toEqual(["retryable_failure", "delivered"]);
  const gone = await startReceiver();
  await gone.close();
  const nobody = await endpoint(gone, { max_retries: 0 });
  await submit(nobody);
  expect(await log(nobody, 1)).toMatchObject([{ outcome: "exhausted", error: expect.stringContaining("ECONNREFUSED") }]);
});

test("a failed job is told as one, to who asks for it only", async () => {
  const to = await receiver();
  const made = await endpoint(to, { include_response: true });
  const deaf = await endpoint(to, { events: ["async_job.completed"], url: `${to.url}/deaf` });
  const failing = { ...body, model: "openai/no-such-model" };
  const { body: unheard } = await submit(deaf, failing);
  await collect(scene.gateway.url, at, unheard.id);
  const { body: job } = await submit(made, failing);
  const [told] = await to.wait(1);
  const { body: ended } = await collect(scene.gateway.url, at, job.id);
  expect(verified(told!, made.secret)).toMatchObject({
    event: "async_job.failed",
    data: { job_id: job.id, status: "failed", status_code: ended.status_code, error: ended.error },
  });
  await submit(deaf);
  const [, heard] = await to.wait(2);
  expect([heard!.path, heard!.headers["x-bifrost-event"]]).toEqual(["/deaf", "async_job.completed"]);
});

test("a job that its caller cancels is told as failed", async () => {
  const to = await receiver();
  const made = await endpoint(to);
  scene.simulator.reset();
  scene.simulator.script({ hang: true });
  const { body: job } = await submit(made);
  await scene.simulator.waitForCalls(1);
  await ask(scene.gateway.url, "DELETE", `${at}/${job.id}`);
  const [told] = await to.wait(1);
  const data = { job_id: job.id, status: "failed", status_code: 499 };
  expect(verified(told!, made.secret)).toMatchObject({ event: "async_job.failed", data });
});

test("a submit with a name that is not there, or disabled, is 400 and says so", async () => {
  const to = await receiver();
  const made = await endpoint(to, { disabled: true });
  const disabled = await submit(made);
  expect([disabled.status, JSON.stringify(disabled.body)]).toEqual([400, expect.stringContaining("disabled")]);
  const unknown = await submit({ name: "nobody-of-this-name" });
  expect([unknown.status, JSON.stringify(unknown.body)]).toEqual([400, expect.stringContaining("nobody-of-this-name")]);
});

test("a test event reaches the receiver, and what it answered is told", async () => {
  const to = await receiver(204);
  const made = await endpoint(to);
  const answer = await ask<object>(scene.gateway.url, "POST", `/api/webhooks/${made.id}/test`, {
    json: { event: "async_job.failed" },
  });
  expect([answer.status, answer.body]).toEqual([200, { delivered: true, receiver_status_code: 204 }]);
  expect(verified(to.received[0]!, made.secret)).toMatchObject({ event: "async_job.failed", data: { test: true } });
});

test("no secret is on disk in clear, and a kill -9 while a receiver is at it loses nothing", async () => {
  const to = await receiver("never", 200);
  const { folder, remove } = newFolder();
  const simulator = await startSimulator();
  let gateway = await startWithJobs(simulator, { folder }, jobs);
  onTestFinished(async () => {
    await gateway.stop("SIGKILL");
    await simulator.close();
    remove();
  });
  const made = await endpoint(
    to,
    { attempt_timeout_seconds: 1, headers: { "x-token": { value: "a-secret-token" } } },
    gateway.url,
  );
  const { body: job } = await submit(made, body, gateway.url);
  await to.wait(1);
  await gateway.stop("SIGKILL");
  const stored = Buffer.concat(readdirSync(folder).map((name) => readFileSync(`${folder}/${name}`))).toString("latin1");
  expect(stored).toContain(made.name);
  for (const secret of [made.secret, made.secret.slice(6), "a-secret-token"]) expect(stored).not.toContain(secret);
  gateway = await startWithJobs(simulator, { folder }, jobs);
  const told = await to.wait(2);
  expect(verified(told[1]!, made.secret)).toMatchObject({ data: { job_id: job.id } });
  expect(told[1]!.headers).toMatchObject({ "webhook-id": told[0]!.headers["webhook-id"], "x-token": "a-secret-token" });
});
