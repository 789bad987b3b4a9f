/** Every route, whole and streamed, to a provider of any dialect: each hook fires exactly once, and exactly one call leaves. */
import { afterAll, describe, expect, test } from "vitest";
import { asked, isPassthrough } from "./cases.ts";
import { adminKey, type Answer, bearer, clientKey, isSubmission, nameOf, openScene, providers } from "./scene.ts";

const scene = await openScene();
afterAll(() => scene.close());

const named = scene.entrances.map((entrance) => ({ entrance, name: nameOf(entrance) }));
const inference = named.filter(({ entrance }) => entrance.inference && !isSubmission(entrance) && !isPassthrough(entrance));
const passthroughs = named.filter(({ entrance }) => isPassthrough(entrance));
const submissions = named.filter(({ entrance }) => entrance.inference && isSubmission(entrance));
const others = named.filter(({ entrance }) => !entrance.inference);

const once = (name: string): readonly string[] => ["pre", "around", "post", "done"].map((hook) => `${name}.${hook}`);
const inner = [...once("outer.inner"), ...once("innermost.inner")];
const all = [...once("outer"), ...once("innermost"), ...inner];

const over = new Map<string, readonly string[]>();

/** Once it is over, for `done` comes after the last byte. */
async function fired({ id }: Answer, expected: readonly string[]): Promise<readonly string[]> {
  over.set(id, expected.toSorted());
  await expect.poll(() => scene.spies.of(id).fired.length).toBeGreaterThanOrEqual(expected.length);
  return scene.spies.of(id).fired.toSorted();
}

/** Each spy what the client got. */
function seenBy(text: string): object {
  return Object.fromEntries(["outer", "innermost", "outer.inner", "innermost.inner"].map((name) => [`${name}.chunk`, text]));
}

const streamable = inference.filter(({ entrance }) => entrance.inference!.stream);
const ways = [...inference.map((one) => ({ ...one, mode: "whole" })), ...streamable.map((one) => ({ ...one, mode: "streamed" }))];

describe.each(ways)("$name, $mode", ({ entrance, mode }) => {
  test.each(providers)("at a provider of the %s dialect", async (provider) => {
    const crosses = provider !== entrance.dialect.name;
    const refused = crosses && !entrance.inference!.format;
    scene.simulator.reset();
    const answer = await scene.send(entrance, asked(entrance, `${provider}/m`, mode === "streamed"), bearer(clientKey));
    expect([answer.status, answer.text]).toEqual([refused ? 400 : 200, expect.any(String)]);
    expect(await fired(answer, all)).toEqual(all.toSorted());
    expect(scene.simulator.calls.map(({ model }) => model)).toEqual(refused ? [] : ["m"]);
    expect(scene.spies.of(answer.id).seen).toEqual(seenBy(answer.text));
    expect(answer.text).toMatch(refused ? /speaks the \w+ dialect and cannot serve \w+ for a client of the \w+ dialect/ : /./);
  });
});

describe.each(passthroughs)("$name", ({ entrance }) => {
  test.each(providers)("to a provider of the %s dialect", async (provider) => {
    const crosses = provider !== entrance.dialect.name;
    scene.simulator.reset();
    const answer = await scene.send(entrance, asked(entrance, ""), { ...bearer(clientKey), "x-model-provider": provider });
    // It is the provider that knows no other method here, each in its own way, or has no such thing.
    const unknown = provider === "gemini" ? 404 : 405;
    const own = entrance.stored ? answer.status : entrance.method === "GET" ? 200 : unknown;
    expect([answer.status, /speaks the \w+ dialect, not \w+/.test(answer.text)]).toEqual([crosses ? 400 : own, crosses]);
    expect(await fired(answer, all)).toEqual(all.toSorted());
    expect(scene.simulator.calls.map(({ method }) => method)).toEqual(crosses ? [] : [entrance.method]);
    expect(scene.spies.of(answer.id).seen).toEqual(seenBy(answer.text));
  });
});

test("a passthrough is there for every dialect, and for five methods; what providers keep is at two addresses, but for Anthropic's files", () => {
  const [kept, others] = [true, false].map((is) => passthroughs.filter(({ entrance }) => (entrance.stored !== undefined) === is));
  const of = (name: string): number => kept!.filter(({ entrance }) => entrance.dialect.name === name).length;
  expect([of("openai"), of("anthropic"), kept!.length]).toEqual([2 * (4 + 5 * 2 * 5), (2 + 1) * 2 * 5, 2 * 54 + 30]);
  expect(others!.length).toBe(providers.length * 5);
});

test.each(submissions)("$name is a job: each hook before it fires once now, each behind it once later", async ({ entrance }) => {
  scene.simulator.reset();
  const answer = await scene.send(entrance, asked(entrance, `${entrance.dialect.name}/m`), bearer(clientKey));
  expect([answer.status, answer.text]).toEqual([202, expect.any(String)]);
  expect(await fired(answer, all)).toEqual(all.toSorted());
  expect(scene.simulator.calls.map(({ model }) => model)).toEqual(["m"]);
});

test.each(others)("$name is no inference: each hook before it fires once, and no call leaves", async ({ entrance }) => {
  scene.simulator.reset();
  const key = entrance.access === "admin" ? adminKey : clientKey;
  const answer = await scene.send(entrance, asked(entrance, "openai/m"), bearer(key));
  // What it says is not asked here: some have no such thing as "x".
  expect(answer.status).not.toBe(500);
  const expected = entrance.path.startsWith("/outer/")
    ? []
    : scene.isInnermost(entrance)
      ? [...once("outer"), ...once("innermost")]
      : once("outer");
  expect(await fired(answer, expected)).toEqual(expected.toSorted());
  expect(scene.simulator.calls).toEqual([]);
});

test("none of all these hooks has fired again since", () => {
  expect(over.size).toBeGreaterThan(300);
  expect([...over].filter(([id, expected]) => scene.spies.of(id).fired.toSorted().join() !== expected.join())).toEqual([]);
});
