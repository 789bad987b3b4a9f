/** Who may find out whether the target is back, and whose word counts. */
import { leave, type Ran } from "@headgate/testkit";
import { expect, test } from "vitest";
import { chat, cutting, down, failing, good, holding, openHalf, openMs, openScene, refusing } from "./scene.ts";

const [opened, halfOpened, closed] = ["closed > open", "open > half-open", "half-open > closed"];
const statuses = (all: readonly Ran[]): readonly number[] => all.map(({ status }) => status);

test.each([1, 3])(
  "of a hundred requests at once, %i probe and the others are refused without a promise of when",
  async (probes) => {
    const scene = await openHalf({ probes });
    const { answer, waiting } = holding();
    scene.answer = answer;
    const sent = Array.from({ length: 100 }, () => scene.begin());
    await scene.host.clock.advance(0);
    expect(waiting).toHaveLength(probes);
    for (const go of waiting) go(good);
    const all = await Promise.all(sent);
    expect(all.filter(({ status }) => status === 200)).toHaveLength(probes);
    const refused = all.filter(({ error }) => error?.by === "circuit-breaker");
    expect([refused.length, refused[0]!.error?.retryAfterMs]).toEqual([100 - probes, undefined]);
    expect(scene.changes).toEqual([opened, halfOpened, closed]);
    await scene.close();
  },
);

test.each([
  ["was refused by a plugin inside", refusing({ status: 429, by: "key-failover" })],
  ["crashed", () => Promise.reject(new Error("bug"))],
  ["lost its client", failing(499, { by: "gateway", scope: "request" })],
])("a probe that %s decides nothing: the next request probes", async (_what, answer) => {
  const scene = await openHalf();
  scene.answer = answer;
  await scene.ask(3);
  expect([scene.calls.length, scene.changes]).toEqual([8, [opened, halfOpened]]);
  scene.answer = good;
  await scene.ask(1);
  expect(scene.changes).toEqual([opened, halfOpened, closed]);
  await scene.close();
});

test("a refused probe frees its place at once, though its reply may still be held by who re-runs", async () => {
  const scene = await openHalf();
  scene.answer = refusing({ status: 429, by: "key-failover" });
  const x = chat();
  const held = await scene.pipeline.send(x, { provider: "openai", model: "gpt-4o", body: x.body });
  scene.answer = good;
  expect(statuses(await scene.ask(1))).toEqual([200]);
  held.discard();
  await scene.close();
});

test("a probe that hangs blocks for one interval at most, and its late word still counts", async () => {
  const scene = await openHalf();
  const { answer, waiting } = holding();
  scene.answer = answer;
  const first = scene.begin();
  await scene.host.clock.advance(openMs - 1);
  await scene.ask(1);
  expect(waiting).toHaveLength(1);
  await scene.host.clock.advance(1);
  const second = scene.begin();
  await scene.host.clock.advance(0);
  expect(waiting).toHaveLength(2);
  waiting[0]!(good);
  expect((await first).status).toBe(200);
  expect(scene.changes).toEqual([opened, halfOpened, closed]);
  // The other one began before that, and says nothing about the time since.
  waiting[1]!(down);
  await second;
  scene.answer = down;
  await scene.ask(4);
  expect(scene.changes).toHaveLength(3);
  await scene.close();
});

test("a probe whose client leaves while it hangs frees its place", async () => {
  const scene = await openHalf();
  const x = chat();
  scene.answer = cutting(scene.host, 1e9);
  const sent = scene.begin(x);
  await scene.host.clock.advance(0);
  leave(x);
  expect((await sent).outcome.ended).toBe("aborted");
  scene.answer = good;
  expect(statuses(await scene.ask(1))).toEqual([200]);
  await scene.close();
});

test("calls that began before it opened do not open it again once it has closed", async () => {
  const scene = await openScene();
  const { answer, waiting } = holding();
  scene.answer = answer;
  const old = Array.from({ length: 20 }, () => scene.begin());
  await scene.host.clock.advance(0);
  scene.answer = down;
  await scene.ask(5);
  await scene.host.clock.advance(openMs);
  scene.answer = good;
  await scene.ask(1);
  for (const go of waiting) go(down);
  await Promise.all(old);
  expect(scene.changes).toEqual([opened, halfOpened, closed]);
  await scene.close();
});

test("neither does a stream of then that breaks off only now", async () => {
  const scene = await openScene({ failures: 1 });
  scene.answer = cutting(scene.host, openMs + 1000);
  const old = scene.begin();
  await scene.host.clock.advance(0);
  scene.answer = down;
  await scene.ask(1);
  expect(scene.changes).toEqual([opened]);
  await scene.host.clock.advance(openMs);
  scene.answer = good;
  await scene.ask(1);
  await scene.host.clock.advance(1000);
  expect((await old).outcome.ended).toBe("cut");
  expect(scene.changes).toEqual([opened, halfOpened, closed]);
  await scene.close();
});

test("a target that begins well and always breaks off is found out again", async () => {
  const scene = await openHalf({ failures: 2 });
  scene.answer = cutting(scene.host);
  await scene.ask(2);
  expect(scene.changes).toEqual([opened, halfOpened, closed, opened]);
  expect((await scene.ask(1))[0]!.error?.message).toContain("failed 2 of 2 calls");
  await scene.close();
});
