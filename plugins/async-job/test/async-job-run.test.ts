/** How a job runs: from the plugin's place inward, as its caller, and ended by whoever has a word in it. */
import { type Call, type Exchange, key, reply, type Sink } from "@headgate/core";
import type { TestRequest } from "@headgate/testkit";
import { Principal, Targets } from "@headgate/words";
import { describe, expect, test } from "vitest";
import { answered, at, held, json, named, openScene } from "./async-job-scene.ts";

test("plugins before it see the request once, those after it the run, and inner hooks each call of it", async () => {
  const seen: string[] = [];
  const look = (name: string) =>
    named(name, {
      pre: (x) => void seen.push(`${name} ${x.operation}`),
      done: (_x, { status }) => void seen.push(`${name} ends with ${status}`),
      inner: { pre: () => void seen.push(`a call, seen by ${name}`) },
    });
  const twice = named("twice", {
    around: (send) => async (x, call) => {
      (await send(x, { ...call })).discard();
      return send(x, { ...call });
    },
  });
  const { submit, collect } = await openScene({ before: [look("before")], after: [look("after"), twice] });
  const { job } = await submit();
  expect(seen.splice(0)).toEqual(["before chat", "before ends with 202"]);
  expect((await collect(job.id)).job.status).toBe("completed");
  const call = ["a call, seen by before", "a call, seen by after"];
  expect(seen.filter((it) => !it.startsWith("before"))).toEqual(["after chat", ...call, ...call, "after ends with 200"]);
});

describe("what travels", () => {
  const targets = [{ provider: "openai", model: "gpt-4o" }];
  const Passing = key<string>("passing");
  const route = named("route", {
    pre(x) {
      x.set(Targets, targets);
      x.set(Passing, "what belongs to one request");
    },
    around: (send) => (x, call) => send(x, { ...call, provider: "openai", model: "routed", headers: { traceparent: "00-1" } }),
  });
  const credentials = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "x-api-key",
    "x-goog-api-key",
    "api-key",
    "x-bf-vk",
    "x-bf-api-key",
  ];

  async function runOf(request: TestRequest): Promise<{ readonly x: Exchange; readonly call: Call }> {
    const { send, waiting } = held();
    const { submit, until } = await openScene({ before: [route], send });
    await submit(request);
    await until(() => waiting.length > 0);
    const found = waiting[0]!;
    found.answer();
    return found;
  }

  test("the caller, their targets, the session and the call as it was routed", async () => {
    const { x, call } = await runOf({
      id: "request-1",
      headers: { "x-caller": "7", "x-bf-session-id": "s1" },
      json: { model: "m" },
    });
    expect(x.get(Principal)).toMatchObject({ id: "7", kind: "virtual_key" });
    expect(x.get(Targets)).toEqual(targets);
    expect(x.headers["x-bf-session-id"]).toBe("s1");
    expect([x.id, x.operation, x.dialect, x.inference, x.stream]).toEqual(["request-1", "chat", "openai", true, false]);
    expect([call.provider, call.model, call.headers]).toEqual(["openai", "routed", { traceparent: "00-1" }]);
    expect(Buffer.from(call.body.bytes!).toString()).toBe('{"model":"m"}');
  });

  test("no credential, and no slot that is not durable", async () => {
    const headers = Object.fromEntries(credentials.map((name) => [name, `secret of ${name}`]));
    const { x, call } = await runOf({ headers: { ...headers, "x-kept": "yes" }, query: "key=secret&alt=1" });
    expect(x.headers).toEqual({ "x-kept": "yes" });
    expect(x.query).toBe("alt=1");
    expect([x.get(Passing), call.credential]).toEqual([undefined, undefined]);
  });
});

describe("a cancel", () => {
  test("of a running job aborts its call, and the job says so", async () => {
    const { send, waiting } = held();
    const { submit, ask, until } = await openScene({ send });
    const { job } = await submit();
    await until(() => waiting.length > 0);
    expect((await ask("GET", `${at}/${job.id}`)).job.status).toBe("processing");
    const { status, job: ended } = await ask("DELETE", `${at}/${job.id}`);
    expect([status, ended.status, ended.status_code, ended.error?.error.code]).toEqual([200, "failed", 499, "job_cancelled"]);
    await until(() => waiting[0] === undefined);
    expect((await ask("GET", `${at}/${job.id}`)).job).toEqual(ended);
  });

  test("of a job whose answer is on its way ends that too", async () => {
    let left = 0;
    const body = { start: (sink: Sink) => sink.write(Buffer.from("[")), pause() {}, resume() {}, cancel: () => void left++ };
    const scene = await openScene({ send: (_x, call) => reply({ status: 200, call, body }), options: { concurrency: 1 } });
    const { job } = await scene.submit();
    await scene.until(async () => (await scene.ask("GET", `${at}/${job.id}`)).job.status === "processing");
    await scene.ask("DELETE", `${at}/${job.id}`);
    await scene.until(() => left === 1);
    const next = (await scene.submit()).job.id;
    await scene.until(async () => (await scene.ask("GET", `${at}/${next}`)).job.status !== "pending");
    expect((await scene.ask("GET", `${at}/${next}`)).job.status).toBe("processing");
  });

  test("in another process is noticed within a second", async () => {
    const { send, waiting } = held();
    const here = await openScene({ send });
    const there = await openScene({ with: here, send });
    const { job } = await here.submit();
    await here.until(() => waiting.length > 0);
    // Whichever of them runs it, one of the two has to learn of it.
    await there.ask("DELETE", `${at}/${job.id}`);
    await here.host.clock.advance(1000);
    await here.until(() => waiting[0] === undefined);
    expect(waiting).toHaveLength(1);
  });

  test("makes room for the next", async () => {
    const { send, waiting } = held();
    const { submit, ask, until, host } = await openScene({ send, options: { concurrency: 1 } });
    const [first, second] = [await submit(), await submit()];
    await until(() => waiting.length > 0);
    await host.clock.advance(2000);
    expect(waiting).toHaveLength(1);
    await ask("DELETE", `${at}/${first.job.id}`);
    await until(() => waiting.length === 2);
    expect((await ask("GET", `${at}/${second.job.id}`)).job.status).toBe("processing");
  });
});

test("a job whose caller is judged differently by now ends as they are judged", async () => {
  const { submit, collect } = await openScene({
    send: json({ error: { message: "no more money", code: "budget_exceeded" } }, 402),
  });
  const { status, job } = await collect((await submit()).job.id);
  expect([status, job.status, job.status_code, job.error?.error.code]).toEqual([200, "failed", 402, "budget_exceeded"]);
});

test("never runs more jobs at a time than it may, over all that were submitted", async () => {
  const { send, waiting } = held(answered);
  const { submit, collect, until, host } = await openScene({ send, options: { concurrency: 3, perCaller: 100 } });
  const ids = (await Promise.all(Array.from({ length: 10 }, () => submit()))).map(({ job }) => job.id);
  for (let done = 0; done < ids.length; done++) {
    const [under, most] = [() => waiting.length - done, Math.min(3, ids.length - done)];
    await until(() => under() === most);
    await host.clock.advance(500);
    expect(under()).toBe(most);
    waiting[done]!.answer();
  }
  for (const id of ids) expect((await collect(id)).job.status).toBe("completed");
});
