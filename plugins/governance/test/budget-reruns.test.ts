/** What a failed target held is free again for the targets that are asked in its place, while its answer is still kept. */
import { type Call, type Layer, refuse, refused, reply, type Reply, type Send } from "@headgate/core";
import { expect, test } from "vitest";
import { cent, dollar, failing, left, priced, streamed, usedOf, whole, wrote } from "./budget-scene.ts";
import { budgetOf, configOf, createGoverned, createScene, keyOf, nameOf } from "./judge-scene.ts";

/** A budget for exactly one call. */
const budget = budgetOf(1);
const model = "openai/m";

/** As whoever falls back: the first answer is kept to the end, for the client gets it when nothing else does. */
const inside: Layer = (send) => async (x, call) => {
  const first = await send(x, call);
  const second = await send(x, { ...call, provider: "groq" });
  if (second.error) return (second.discard(), first);
  first.discard();
  return second;
};

const ok = whole(wrote(40));

/** Of the target that is asked first. */
const firsts: Record<string, Send> = {
  "a provider's error": failing,
  "a provider's error with its body": (_x, call) =>
    reply({ status: 503, call, body: '{"error":{}}', error: no(503, "provider") }),
  "a transport that failed": (_x, call) => refused(no(504, "gateway"), call),
  "an answer that nobody was asked for": () => refused(no(503, "breaker")),
};

test.each(Object.entries(firsts))("after %s a budget for one call serves the next target", async (_what, first) => {
  const seen: number[] = [];
  const host = createScene();
  const send: Send = async (x, call) => {
    seen.push(await usedOf(host, budget));
    return (call.provider === "openai" ? first : ok)(x, call);
  };
  const { ask, calls } = await createGoverned({ options: priced, keys: [keyOf({ budget })], host, send, inside });
  const ran = await ask({ model });
  expect([ran.status, ran.outcome.call?.provider]).toEqual([200, "groq"]);
  expect(calls.map(nameOf)).toEqual(["openai/m", "groq/m"]);
  expect(seen).toEqual([dollar, dollar]);
  expect(await usedOf(host, budget)).toBe(40 * cent);
});

test("the first failure is free, also when it is what the client gets in the end", async () => {
  const { ask, host } = await createGoverned({ options: priced, keys: [keyOf({ budget })], send: failing, inside });
  expect((await ask({ model })).status).toBe(500);
  expect(await usedOf(host, budget)).toBe(0);
});

test.each([
  ["kept", false],
  ["dropped first", true],
])("one call that somebody sends twice is charged for its answer, the failure being %s", async (_when, first) => {
  let asked = 0;
  const again: Layer = (send) => async (x, call) => {
    const failed = await send(x, call);
    if (first) failed.discard();
    const answered = await send(x, call);
    failed.discard();
    return answered;
  };
  const send: Send = (x, call) => (asked++ === 0 ? failing : ok)(x, call);
  const { ask, host } = await createGoverned({ options: priced, keys: [keyOf({ budget })], send, inside: again });
  expect((await ask({ model })).status).toBe(200);
  expect(await usedOf(host, budget)).toBe(40 * cent);
});

test("a provider_config's budget is free for the next attempt too", async () => {
  const provider_configs = [configOf("openai", { budget })];
  let asked = 0;
  const again: Layer = (send) => async (x, call) => {
    const first = await send(x, call);
    const second = await send(x, { ...call });
    first.discard();
    return second;
  };
  const send: Send = (x, call) => (asked++ === 0 ? failing : ok)(x, call);
  const scene = await createGoverned({ options: priced, keys: [keyOf({ provider_configs })], send, inside: again });
  expect((await scene.ask({ model })).status).toBe(200);
  expect(await usedOf(scene.host, budget)).toBe(40 * cent);
});

const kept = async (first: Send): Promise<{ readonly held: number; readonly used: number; readonly status: number }> => {
  const large = budgetOf(10);
  const host = createScene();
  let held = -1;
  const look: Layer = (send) => async (x, call) => {
    const answer: Reply = await send(x, call);
    held = await usedOf(host, large);
    return answer;
  };
  const scene = await createGoverned({ options: priced, keys: [keyOf({ budget: large })], host, send: first, inside: look });
  const { status } = await scene.ask({ model });
  return { held, used: await usedOf(host, large), status };
};

test.each<readonly [string, Send, number]>([
  ["a stream that has begun", streamed(wrote(30), "end"), 30 * cent],
  ["a stream that will be cut", streamed(wrote(7, true), "cut"), 7 * cent],
  ["a whole answer", ok, 40 * cent],
  ["an error that was used in vain", (x, call) => Object.assign(failing(x, call), { usage: wrote(4) }), 4 * cent],
  ["an error that still flows", flowing, 0],
])("%s stays held until it is over", async (_what, first, used) => {
  expect(await kept(first)).toMatchObject({ held: dollar, used });
});

test("what the client left before its answer stays held, for it is charged", async () => {
  const { held, used } = await kept(left);
  expect(held).toBe(dollar);
  expect(used).toBeLessThanOrEqual(dollar);
});

/** Its body is no more than begun: what it used may yet be told. */
function flowing(_x: unknown, call: Call): Reply {
  const body = { start: (sink: { end(): void }) => sink.end(), pause() {}, resume() {}, cancel() {} };
  return reply({ status: 500, call, body, error: no(500, "provider") });
}

function no(status: number, by: string): ReturnType<typeof refuse> {
  return refuse({ code: "server_error", status, message: "no", by, scope: "target" });
}
