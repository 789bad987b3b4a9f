/** A client that leaves takes the provider's work with it, at once; one that leaves after the end has not left. */
import type { Call } from "@headgate/simulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientKey } from "../start/config.ts";
import { connect, openai7 } from "../start/sdks.ts";
import { chat, generate, messages, responses } from "./operations.ts";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene(["gpt-4o", "hangs", "flows", "opens", "stalls"]);
  scene.simulator.script([
    { model: "hangs", hang: true },
    // It has no event that only opens a stream, but an empty one may come first.
    { model: "opens", operation: "generate", comments: 1, stallAfter: 1 },
    { model: "opens", stallAfter: 1 },
    { model: "stalls", stallAfter: 3 },
    { model: "flows", stream: true, events: 100_000, paceMs: 5 },
  ]);
});
afterAll(() => scene?.close());

const moments = [
  { when: "before the provider's headers", model: "hangs", stream: true, begun: false },
  { when: "before the first meaningful event", model: "opens", stream: true, begun: false },
  { when: "midway", model: "flows", stream: true, begun: true },
  { when: "before a whole answer", model: "hangs", stream: false, begun: false },
  { when: "midway through a whole answer", model: "stalls", stream: false, begun: false },
];

describe.each([chat, responses, messages, generate])("$name", ({ name: operation, provider, path, body }) => {
  test.each(moments)(
    "each of 20 clients that leave $when ends its call within 100 ms",
    async ({ model, stream, begun, when }) => {
      const clients = await Promise.all(
        Array.from({ length: 20 }, async (_, i) => {
          const user = `${operation}/${when}/${i}`;
          const leaving = new AbortController();
          const called = nextCall((call) => call.body.includes(JSON.stringify(user)));
          const name = `${provider}/${model}`;
          const answer = scene.post(path(name, stream), body(name, stream, user), leaving.signal);
          const heard = begun ? firstOf(answer) : Promise.resolve({ rest: answer });
          const gone = heard.then(({ rest }) => failureOf(rest));
          const [call] = await Promise.all([called, begun && heard]);
          return { leaving, gone, call };
        }),
      );
      const delays: number[] = [];
      // One after the other: what is measured is the gateway, not the queue in this process.
      for (const { leaving, gone, call } of clients) {
        const left = Date.now();
        leaving.abort();
        delays.push((await call.waitForAbort()) - left);
        expect(await gone).toBe("AbortError");
      }
      delays.sort((a, b) => a - b);
      expect(delays[10]).toBeLessThanOrEqual(100);
      expect(delays.at(-1)).toBeLessThanOrEqual(1000);
    },
  );
});

const leavers = [chat, messages, generate].flatMap(({ provider, listeners }) => listeners.map((one) => ({ ...one, provider })));

test.each(leavers)("$name: leaving the loop, and an abort, end the call", async ({ provider, leave }) => {
  for (const leaves of leave) {
    const called = nextCall(({ model }) => model === "flows");
    await leaves(scene.gateway, `${provider}/flows`);
    expect(await (await called).waitForAbort()).toBeGreaterThan(0);
  }
});

test("a client that left is logged as aborted, with no error to its name", async () => {
  const client = new AbortController();
  const response = await scene.post(chat.path("openai/flows", true), chat.body("openai/flows", true), client.signal);
  client.abort();
  const id = response.headers.get("x-request-id");
  const line = await scene.gateway.waitForLog((found) => found["id"] === id);
  expect(line).toMatchObject({ ended: "aborted", status: 200 });
  expect(line["error"]).toBeUndefined();
});

test("a client that left while a provider hung gets no second provider to work for it", async () => {
  const [client, user] = [new AbortController(), "left alone"];
  const called = nextCall(({ body }) => body.includes(user));
  const ask = { ...chat.body("openai/hangs", false, user), fallbacks: ["spare/gpt-4o"] };
  const answer = failureOf(scene.post(chat.path("openai/hangs", false), ask, client.signal));
  const call = await called;
  client.abort();
  expect(await answer).toBe("AbortError");
  await call.waitForAbort();
  const done = await scene.post(chat.path("spare/gpt-4o", false), chat.body("spare/gpt-4o", false));
  expect(done.status).toBe(200);
  expect(scene.spare.calls.filter(({ body }) => body.includes(user))).toEqual([]);
});

test("openai 7 hangs up right after [DONE], and that is logged as complete", async () => {
  const client = connect(openai7, scene.gateway, clientKey);
  const ask = { model: "openai/gpt-4o", messages: [{ role: "user" as const, content: "hi" }], stream: true as const };
  const ids = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const { data, request_id } = await client.chat.completions.create(ask).withResponse();
      for await (const _ of data);
      return request_id;
    }),
  );
  const lines = await Promise.all(ids.map((id) => scene.gateway.waitForLog((line) => line["id"] === id)));
  expect(new Set(lines.map(({ ended }) => ended))).toEqual(new Set(["complete"]));
});

function nextCall(fits: (call: Call) => boolean): Promise<Call> {
  return new Promise((resolve) => {
    const stop = scene.simulator.on("call", (call) => {
      if (!fits(call)) return;
      stop();
      resolve(call);
    });
  });
}

/** The name of what an attempt threw; undefined when it was answered. */
function failureOf(attempt: Promise<unknown>): Promise<string | undefined> {
  return attempt.then(
    () => undefined,
    (error: Error) => error.name,
  );
}

/** Resolves once the first bytes have come; `rest` is the remainder. */
async function firstOf(answer: Promise<Response>): Promise<{ rest: Promise<unknown> }> {
  const reader = (await answer).body!.getReader();
  await reader.read();
  const rest = async (): Promise<void> => {
    while (!(await reader.read()).done);
  };
  return { rest: rest() };
}
