/** Who may be asked at all, who pays for it, and what is said of it to those further in. */
import { type Call, type Credential, type Exchange, reply } from "@headgate/core";
import type { ScriptedReply } from "@headgate/testkit";
import { Attempts, MoreTargets } from "@headgate/words";
import { describe, expect, test } from "vitest";
import { ask, type AskOptions, createScene, failing, good, refusing } from "./scene.ts";

const circuitOpen = refusing({ code: "circuit_open", scope: "target" });
const until = createScene().clock.now() + 1000;
const left = (attempts: number): AskOptions => ({ prepare: (x) => x.set(Attempts, { left: attempts, until }) });
const callersKey: Credential = { ...createScene().providers.get("openai")!.credentials[0]!, owner: "caller" };

describe("a target that was refused without a call", () => {
  test.each<readonly [string, readonly ScriptedReply[], number, number]>([
    ["leaves its attempt to the next", [failing(503), circuitOpen, good], 1, 0],
    ["leaves the first call to the next when it is the first", [circuitOpen, good], 0, 0],
    ["leaves it only once", [circuitOpen, failing(503)], 0, 0],
    ["costs nothing however many there are", [circuitOpen, circuitOpen, good], 3, 3],
  ])("%s", async (_what, script, attempts, kept) => {
    const { ran } = await ask(script, left(attempts));
    expect(ran.x.get(Attempts)!.left).toBe(kept);
    expect(ran.status).toBe(script.at(-1) === good ? 200 : 503);
  });
  test("does not count among the most that are asked", async () => {
    const fallbacks = ["groq/a", "groq/b", "groq/c", "groq/d"];
    const script = [failing(503), circuitOpen, circuitOpen, failing(503)];
    const { asked } = await ask(script, { json: { fallbacks }, options: { maxFallbacks: 1 } });
    expect(asked.slice(1)).toEqual(["groq/a", "groq/b", "groq/c"]);
  });
  test("is not asked when the time is up", async () => {
    const { asked } = await ask([circuitOpen], { prepare: (x) => x.set(Attempts, { left: 5, until: until - 1000 }) });
    expect(asked).toHaveLength(1);
  });
});

describe("a caller's own key", () => {
  test("is answered by its own provider, whatever the answer is", async () => {
    const { ran } = await ask([failing(503)], { call: { credential: callersKey } });
    expect([ran.status, ran.error?.code]).toEqual([503, "provider_error"]);
  });
  test("is known by the call that came back when somebody further in chose it", async () => {
    const { asked } = await ask([(_x, call) => reply({ ...failing(429), call: { ...call, credential: callersKey } })]);
    expect(asked).toHaveLength(1);
  });
  test("does not travel when nobody was asked", async () => {
    const { ran } = await ask([circuitOpen], { call: { credential: callersKey } });
    expect(ran.error?.code).toBe("circuit_open");
  });
});

describe("those further in are told whether another target is left", () => {
  test.each<readonly [string, AskOptions, readonly boolean[]]>([
    ["until the last", {}, [true, true, false]],
    ["as far as may be asked", { options: { maxFallbacks: 1 } }, [true, false]],
    ["as far as the attempts go", left(1), [true, false]],
    ["not when the attempts are spent", left(0), [false]],
    ["not for an empty list", { json: { fallbacks: [] } }, [false]],
    ["not for a caller's own key", { call: { credential: callersKey } }, [false]],
    ["not when nobody else may be asked", { json: { background: true } }, [false]],
    ["from the others, when a session chose the last", { call: { provider: "groq", model: "llama" } }, [true, true, false]],
  ])("%s", async (_what, given, expected) => {
    const told: (boolean | undefined)[] = [];
    const failAndTell = (x: Exchange, call: Call): ReturnType<typeof reply> => {
      told.push(x.get(MoreTargets)?.(x, call));
      return reply({ ...failing(503), call });
    };
    await ask(Array(expected.length).fill(failAndTell), given);
    expect(told).toEqual(expected);
  });
  test("and a list that makes no sense does not count", async () => {
    const seen = async (x: Exchange, call: Call): Promise<ReturnType<typeof reply>> =>
      reply({ status: 200, call, body: String(x.get(MoreTargets)?.(x, call)) });
    expect((await ask([seen], { json: { fallbacks: 7 } })).ran.body).toBe("false");
  });
  test("but not about what is not inference", async () => {
    const seen = (x: Exchange, call: Call): ReturnType<typeof reply> =>
      reply({ status: 200, call, body: String(x.get(MoreTargets)) });
    expect((await ask([seen], { inference: false })).ran.body).toBe("undefined");
  });
});
