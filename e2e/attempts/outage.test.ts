/** Promise: a provider that is down costs its callers nothing while another is up, and has them back soon after it recovers. */
import { expect, test } from "vitest";
import { answers, type Mood, openScene, type Scene, type Seen, silent, well } from "./scene.ts";

const minute = 60_000;
const providers = [
  { name: "first", dialect: "openai", credentials: ["a"] },
  { name: "second", dialect: "openai", credentials: ["b"] },
];
const aliases = {
  fast: [
    { provider: "first", model: "m" },
    { provider: "second", model: "m" },
  ],
};
const request = { json: { model: "fast", messages: [{ role: "user", content: "Hello" }] } };
const target = { provider: "first", model: "m" };

/** The circuit breaker's default. */
const probeEveryMs = 30_000;

async function twice(first: Mood): Promise<Scene> {
  return openScene({ providers, aliases, moods: { first, second: well } });
}

const toFirst = (seen: readonly Seen[]): readonly Seen[] => seen.filter(({ provider }) => provider === "first");

test("down for 60 s: every request is answered, few probe, and traffic is home within one probe interval", async () => {
  let start = Infinity;
  const down = answers(503, "target");
  const scene = await twice((call, at) => (at < start + minute ? down(call, at) : well(call, at)));
  const { clock } = scene.host;
  start = clock.now();
  const bodies: string[] = [];
  const ask = async (ms: number): Promise<void> => {
    const state = { waits: true };
    const ran = scene.open.send(request, target).finally(() => (state.waits = false));
    // Retries wait on the same clock.
    for (let passed = 0; passed < ms || state.waits; passed += 100) await clock.advance(100);
    const { status, body } = await ran;
    expect(status).toBe(200);
    bodies.push(body);
  };
  while (clock.now() < start + minute) await ask(1000);
  // What opened the circuit, with its retries, and then the probes with theirs.
  const opening = toFirst(scene.seen).filter(({ at }) => at < start + 10_000).length;
  const probes = toFirst(scene.seen).length - opening;
  expect(new Set(bodies)).toEqual(new Set(['"second/m"']));
  expect(opening).toBeLessThanOrEqual(15);
  expect(probes).toBeLessThanOrEqual(3 * Math.ceil(minute / probeEveryMs));

  let seconds = 0;
  for (; bodies.at(-1) !== '"first/m"'; seconds++) await ask(1000);
  expect(seconds * 1000).toBeLessThanOrEqual(probeEveryMs);
  for (let more = 0; more < 20; more++) await ask(100);
  expect(new Set(bodies.slice(-20))).toEqual(new Set(['"first/m"']));
  expect(scene.host.clock.pending).toBe(0);
});

test("a provider that accepts and never answers: served by the other after one timeout", async () => {
  let mood: Mood = well;
  const scene = await twice((call, at) => mood(call, at));
  const { clock } = scene.host;
  mood = silent({ clock }, 5000);
  const ran = scene.open.send(request, target);
  await clock.advance(4999);
  expect(scene.seen.map(({ provider }) => provider)).toEqual(["first"]);
  await clock.advance(1);
  expect((await ran).body).toBe('"second/m"');
  expect(scene.seen.map(({ provider }) => provider)).toEqual(["first", "second"]);
});

test("a silent provider with nobody else to ask is asked again, within its budget", async () => {
  let mood: Mood = well;
  const scene = await openScene({ providers: providers.slice(0, 1), moods: { first: (call, at) => mood(call, at) } });
  const { clock } = scene.host;
  mood = silent({ clock }, 5000);
  const ran = scene.open.send({ json: { ...request.json, model: "first/m" } }, target);
  await clock.advance(10 * minute);
  expect((await ran).error).toMatchObject({ code: "timeout", status: 504 });
  expect(scene.seen).toHaveLength(3);
});

test("a 429 with Retry-After: 2 and another target: the other is asked at once, the first not again", async () => {
  const scene = await twice(answers(429, "key", 2000));
  expect((await scene.open.send(request, target)).body).toBe('"second/m"');
  expect((await scene.open.send(request, target)).body).toBe('"second/m"');
  expect(scene.seen.map(({ provider }) => provider)).toEqual(["first", "second", "second"]);
});

test("a 429 with Retry-After: 2 and nobody else: waited for, to the millisecond", async () => {
  const limited = answers(429, "key", 2000);
  let until = 0;
  const scene = await openScene({
    providers: providers.slice(0, 1),
    moods: { first: (call, at) => (at < until ? limited(call, at) : well(call, at)) },
  });
  const { clock } = scene.host;
  const start = clock.now();
  until = start + 2000;
  const ran = scene.open.send({ json: { ...request.json, model: "first/m" } }, target);
  await clock.advance(1999);
  expect(scene.seen).toHaveLength(1);
  await clock.advance(1);
  expect((await ran).status).toBe(200);
  expect(scene.seen.map(({ at }) => at - start)).toEqual([0, 2000]);
});
