/** Promise: a caller can cancel, list, repeat and delete jobs, and nothing that is a secret is stored with them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Simulator, startSimulator } from "@headgate/simulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningGateway } from "../start/gateway.ts";
import { ask, collect, createKey, newFolder, startWithJobs } from "./scene.ts";

const at = "/v1/async/chat/completions";
const json = { model: "openai/gpt-4o-mini", messages: [{ role: "user", content: "Hello" }] };
const { folder, remove } = newFolder();
let simulator: Simulator;
let gateway: RunningGateway;
beforeAll(async () => {
  simulator = await startSimulator();
  gateway = await startWithJobs(simulator, { folder }, { concurrency: 4, perCaller: 2 });
});
afterAll(async () => {
  await gateway?.stop("SIGKILL");
  await simulator?.close();
  remove();
});

describe("DELETE", () => {
  test("of a running job ends it, and the provider sees the abort", async () => {
    simulator.reset();
    simulator.script({ hang: true });
    const { body: job } = await ask(gateway.url, "POST", at, { json });
    await simulator.waitForCalls(1);
    const { status, body } = await ask(gateway.url, "DELETE", `${at}/${job.id}`);
    expect([status, body.status, body.status_code]).toEqual([200, "failed", 499]);
    expect(body.error!.error).toMatchObject({ code: "job_cancelled" });
    await simulator.calls[0]!.waitForAbort();
    expect((await collect(gateway.url, at, job.id)).body).toEqual(body);
  });

  test("of a job that waits ends it, and it is never run", async () => {
    simulator.reset();
    simulator.script({ hang: true });
    const headers = { "x-bf-vk": (await createKey(gateway.url)).value };
    const running = await Promise.all([1, 2].map(() => ask(gateway.url, "POST", at, { headers, json })));
    await simulator.waitForCalls(2);
    const { body: waiting } = await ask(gateway.url, "POST", at, { headers, json });
    expect((await ask(gateway.url, "GET", `${at}/${waiting.id}`, { headers })).body.status).toBe("pending");
    expect((await ask(gateway.url, "DELETE", `${at}/${waiting.id}`, { headers })).body).toMatchObject({
      status: "failed",
      status_code: 499,
    });
    for (const { body } of running) await ask(gateway.url, "DELETE", `${at}/${body.id}`, { headers });
    const { body: last } = await ask(gateway.url, "POST", at, { headers, json: { ...json, user: "last" } });
    await simulator.waitForCalls(3);
    expect(simulator.calls.map(({ body }) => body.includes('"last"'))).toEqual([false, false, true]);
    await ask(gateway.url, "DELETE", `${at}/${last.id}`, { headers });
  });

  test("of one that has ended deletes it with its answer", async () => {
    simulator.reset();
    const { body: job } = await ask(gateway.url, "POST", at, { json });
    await collect(gateway.url, at, job.id);
    expect((await ask(gateway.url, "DELETE", `${at}/${job.id}`)).body).toEqual({ id: job.id, deleted: true });
    expect((await ask(gateway.url, "GET", `${at}/${job.id}`)).status).toBe(404);
    expect((await ask(gateway.url, "DELETE", `${at}/${job.id}`)).status).toBe(404);
  });
});

describe("Idempotency-Key", () => {
  test("of 50 submits at once makes one job and one call", async () => {
    simulator.reset();
    const headers = { "x-bf-vk": (await createKey(gateway.url)).value, "idempotency-key": "the-same" };
    const all = await Promise.all(Array.from({ length: 50 }, () => ask(gateway.url, "POST", at, { headers, json })));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(all.map(({ body }) => body.id)).size).toBe(1);
    await collect(gateway.url, at, all[0]!.body.id, headers);
    expect(simulator.calls).toHaveLength(1);
    const again = await ask(gateway.url, "POST", at, { headers, json });
    expect([again.status, again.body.id]).toEqual([202, all[0]!.body.id]);
  });

  test("with another body is a conflict, and another caller's is another", async () => {
    const headers = { "x-bf-vk": (await createKey(gateway.url)).value, "idempotency-key": "mine" };
    const first = await ask(gateway.url, "POST", at, { headers, json });
    const other = await ask(gateway.url, "POST", at, { headers, json: { ...json, user: "other" } });
    expect([other.status, other.body.error]).toEqual([409, expect.objectContaining({ code: "idempotency_key_reused" })]);
    const stranger = await ask(gateway.url, "POST", at, {
      headers: { ...headers, "x-bf-vk": (await createKey(gateway.url)).value },
      json,
    });
    expect(stranger.body.id).not.toBe(first.body.id);
  });
});

test("GET /v1/async/jobs lists the caller's own, newest first", async () => {
  const headers = { "x-bf-vk": (await createKey(gateway.url)).value };
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) ids.push((await ask(gateway.url, "POST", at, { headers, json })).body.id);
  for (const id of ids) await collect(gateway.url, at, id, headers);
  interface Listed {
    readonly jobs: readonly { readonly id: string; readonly status: string }[];
    readonly total_count: number;
  }
  const list = async (query: string, sent: Readonly<Record<string, string>>) =>
    (await ask<Listed>(gateway.url, "GET", `/v1/async/jobs${query}`, { headers: sent })).body;
  expect((await list("", headers)).jobs.map(({ id }) => id)).toEqual(ids.toReversed());
  expect(await list("?limit=1&offset=1&status=completed", headers)).toMatchObject({
    jobs: [{ id: ids[1], status: "completed" }],
    total_count: 3,
  });
  expect((await list("", { "x-bf-vk": (await createKey(gateway.url)).value })).jobs).toEqual([]);
  expect((await list("", {})).jobs).toEqual([]);
  for (const query of ["?limit=x", "?status=done", "?offset=-1"])
    expect((await ask(gateway.url, "GET", `/v1/async/jobs${query}`, { headers })).status).toBe(400);
});

test("higher priorities run first", async () => {
  simulator.reset();
  simulator.script({ hang: true });
  const headers = { "x-bf-vk": (await createKey(gateway.url)).value };
  const blocking = await Promise.all([1, 2].map(() => ask(gateway.url, "POST", at, { headers, json })));
  await simulator.waitForCalls(2);
  simulator.script([]);
  const ids: string[] = [];
  for (const priority of ["-5", "0", "7"])
    ids.push(
      (
        await ask(gateway.url, "POST", at, {
          headers: { ...headers, "x-bf-async-priority": priority },
          json: { ...json, user: `p${priority}` },
        })
      ).body.id,
    );
  // One place is left free, so that they run one after the other.
  await ask(gateway.url, "DELETE", `${at}/${blocking[0]!.body.id}`, { headers });
  for (const id of ids) await collect(gateway.url, at, id, headers);
  expect(simulator.calls.slice(2).map(({ body }) => (JSON.parse(body) as { user: string }).user)).toEqual(["p7", "p0", "p-5"]);
  await ask(gateway.url, "DELETE", `${at}/${blocking[1]!.body.id}`, { headers });
});

test("a caller's own provider key is never stored: such a request is refused", async () => {
  const { status, body } = await ask(gateway.url, "POST", at, {
    headers: { "x-bf-direct-key": "true", authorization: "Bearer sk-own-provider-key-0123456789" },
    json,
  });
  expect(status).toBe(400);
  expect(JSON.stringify(body)).toMatch(/direct/);
});

test("neither the caller's key nor the session's credential is on disk with the job", async () => {
  const key = await createKey(gateway.url);
  const headers = { authorization: `Bearer ${key.value}`, "x-api-key": key.value, cookie: "session=very-secret-cookie" };
  const { body: job } = await ask(gateway.url, "POST", at, { headers, json: { ...json, user: "marker-of-this-request" } });
  await collect(gateway.url, at, job.id, headers);
  const text = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"))
    .join("");
  expect(text).toContain(job.id);
  expect(text).not.toContain(key.value.slice(6));
  expect(text).not.toContain("very-secret-cookie");
});
