/** How long a session stays bound, by a clock that only the test moves. */
import { createPipeline } from "@headgate/core";
import sessionSticky, { type SessionStickyOptions } from "@headgate/plugin-session-sticky";
import { expect, test } from "vitest";
import { createScene, haiku, openSessions, served } from "./scene.ts";

const hour = 3_600_000;
const day = 24 * hour;

const cases: readonly (readonly [string | undefined, number, SessionStickyOptions?])[] = [
  [undefined, hour],
  ["30m", hour / 2],
  ["1h30m", 1.5 * hour],
  ["90s", 90_000],
  ["90", 90_000],
  [" 45 ", 45_000],
  ["1.5h", 1.5 * hour],
  [".5h", hour / 2],
  ["+2m", 120_000],
  ["1500ms", 1500],
  ["2000000ns", 2],
  ["3000us", 3],
  ["24h", day],
  ["1d", day],
  ["0.5d12h", day],
  ["48h", day],
  ["99999999999999999999999999", day],
  ["2h", hour, { maxTtlMs: hour }],
  [undefined, 2000, { ttlMs: 2000 }],
  [undefined, 1000, { ttlMs: 2000, maxTtlMs: 1000 }],

  ["0", hour],
  ["0s", hour],
  ["1ns", hour],
  ["-5m", hour],
  ["-1", hour],
  ["1.5", hour],
  ["1e3", hour],
  ["Infinity", hour],
  ["NaN", hour],
  ["0x10", hour],
  ["five minutes", hour],
  ["5 m", hour],
  ["1M", hour],
  ["h", hour],
  [".h", hour],
  ["1h-30m", hour],
  ["30m, 40m", hour],
  ["", hour],
  ["1h".repeat(10_000), hour],
  ["9".repeat(100_000), hour],
  ["\u00ff%00;", hour],
];

test.each(cases.map(([asked, ms, options = {}]) => ({ asked, ms, options })))("$asked keeps it for $ms ms", async (given) => {
  const { asked, ms, options } = given;
  const sessions = await openSessions({ options });
  const headers = asked === undefined ? {} : { "x-bf-session-ttl": asked };
  const bind = async (session: string): Promise<void> => {
    sessions.answer((call) => served(sessions.host, { ...call, ...haiku }));
    await sessions.ask({ session, headers });
    sessions.answer((call) => served(sessions.host, call));
  };
  await bind("just in time");
  await bind("too late");
  await sessions.host.clock.advance(ms - 1);
  expect((await sessions.ask({ session: "just in time" })).asked).toEqual(["anthropic/haiku"]);
  await sessions.host.clock.advance(1);
  expect((await sessions.ask({ session: "too late" })).asked).toEqual(["openai/small"]);
});

test("each good answer renews it", async () => {
  const sessions = await openSessions({ options: { ttlMs: 1000 } });
  sessions.answer((call) => served(sessions.host, { ...call, ...haiku }));
  await sessions.ask({ session: "s" });
  sessions.answer((call) => served(sessions.host, call));
  for (let turn = 0; turn < 5; turn++) {
    await sessions.host.clock.advance(999);
    expect((await sessions.ask({ session: "s" })).asked).toEqual(["anthropic/haiku"]);
  }
  await sessions.host.clock.advance(1000);
  expect((await sessions.ask({ session: "s" })).asked).toEqual(["openai/small"]);
});

test.each<readonly [string, object, RegExp]>([
  ["no time at all", { ttlMs: 0 }, /session-sticky\.ttlMs/],
  ["half a millisecond", { maxTtlMs: 0.5 }, /session-sticky\.maxTtlMs/],
  ["a way to derive that there is not", { derive: "user" }, /session-sticky\.derive/],
  ["an unknown option", { ttl: 1 }, /"ttl"/],
])("does not start with %s", async (_what, options, message) => {
  const starting = createPipeline([sessionSticky(options)], { upstream: () => never(), host: createScene() });
  await expect(starting).rejects.toThrow(message);
});

function never(): never {
  throw new Error("nobody asks");
}
