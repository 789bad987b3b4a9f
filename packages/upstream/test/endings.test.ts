/** How streams end: whole ones as a success, all others as what they are. */
import type { UpstreamStep } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { type Heard, listen, openRig, type Rig, type RigOptions, secret, streamed } from "./rig.ts";
import { done, hi, openStream, role, stop, usage } from "./stages.ts";

const error = 'data: {"error":{"message":"overloaded","code":"x"}}\n\n';

async function heardOf(step: UpstreamStep, options: RigOptions = {}): Promise<{ rig: Rig; heard: Heard }> {
  const rig = await openRig([step], options);
  const heard = listen(await rig.send(rig.exchange(streamed)));
  await heard.outcome;
  return { rig, heard };
}

describe("a whole stream", () => {
  test.each<[string, string[], string, RigOptions?]>([
    ["with its terminator", [role, hi, stop, done], role + hi + stop + done],
    ["with usage that was not asked for", [role, hi, usage, done], role + hi + done],
    ["with events behind its terminator", [hi, done, hi], hi + done],
    ["of a provider without terminator", [role, hi, stop], role + hi + stop, { terminator: "none" }],
    ["of that provider, with usage at its end", [hi, stop, usage], hi + stop, { terminator: "none" }],
    ["of that provider, with a terminator after all", [hi, stop, done], hi + stop + done, { terminator: "none" }],
    ["with nothing but its terminator", [done], done],
  ])("%s is a success", async (_name, events, text, options) => {
    const { rig, heard } = await heardOf({ events }, options);
    expect([heard.text(), heard.ended, heard.failed]).toEqual([text, true, undefined]);
    expect((await heard.outcome).ended).toBe("complete");
    await rig.clock.advance(0);
    expect(rig.clock.pending).toBe(0);
  });
});

test.each(["end", "hang"])("garbage behind the terminator changes nothing (%s)", async (ending) => {
  const { heard } = await heardOf(
    (_q, _b, response) => {
      openStream(response).write(`${hi}${done}data: ${"x".repeat(3000)}`);
      if (ending === "end") response.end();
    },
    { eventBytes: 1024 },
  );
  expect([heard.text(), (await heard.outcome).ended]).toEqual([hi + done, "complete"]);
});

describe("a stream that breaks", () => {
  const large = `data: ${"x".repeat(3000)}`;
  test.each<[string, UpstreamStep, RegExp, RigOptions?]>([
    ["by a cut", { events: [role, hi], ending: "cut" }, /broke off its answer/],
    ["by an end without terminator", { events: [role, hi, stop] }, /ended its stream before it was complete/],
    ["by an end in the middle of an event", (_q, _b, response) => void openStream(response).end(hi + done.trimEnd()), /complete/],
    ["by an end before any reason, where none terminates", { events: [hi] }, /before it was complete/, { terminator: "none" }],
    ["by damaged JSON", { events: [hi, 'data: {"choices"', done] }, /malformed event/],
    ["by an error frame", { events: [hi, error, done] }, /^overloaded$/],
    ["by an error frame that is followed by a cut", { events: [hi, error], ending: "cut" }, /^overloaded$/],
    [
      "by an event that is too large",
      (_q, _b, response) => void openStream(response).write(hi + large),
      /too large/,
      { eventBytes: 1024 },
    ],
  ])("%s ends with an error frame and no terminator", async (_name, step, message, options) => {
    const { rig, heard } = await heardOf(step, options);
    expect(heard.failed?.message).toMatch(message);
    expect(heard.ended).toBe(false);
    expect(heard.text()).not.toContain("[DONE]");
    expect(heard.text()).toContain(hi);
    expect(JSON.parse(heard.frame!.slice(6))).toEqual({
      error: { message: heard.failed!.message, type: "server_error", param: null, code: heard.failed!.code },
    });
    expect((await heard.outcome).ended).toBe("cut");
    expect(rig.clock.pending).toBe(0);
  });

  test("does not quote our key in its last frame", async () => {
    const { heard } = await heardOf({ events: [hi, JSON.stringify({ error: { message: `key ${secret} is dead` } })] });
    expect(heard.frame).not.toContain(secret);
  });

  test.each<[string, UpstreamStep, number]>([
    ["by a cut", { events: [role], ending: "cut" }, 502],
    ["by an end", { events: [role] }, 502],
    ["without any event", { events: [] }, 502],
    ["by damaged JSON", { events: ["data: {"] }, 502],
    ["by an error frame", { events: [error] }, 502],
    ["by a usage event and an end", { events: [usage] }, 502],
  ])("before it has begun, %s, is no stream at all", async (_name, step, status) => {
    const rig = await openRig([step]);
    const reply = await rig.send(rig.exchange(streamed));
    expect([reply.status, reply.body, reply.error?.status]).toEqual([status, null, status]);
    expect(rig.clock.pending).toBe(0);
  });
});

describe("what was used", () => {
  test.each<[string, UpstreamStep, object]>([
    ["as reported", { events: [hi, usage, done] }, { estimated: false, units: { input: 3, output: 0 } }],
    ["as reported before a cut", { events: [hi, usage], ending: "cut" }, { estimated: false, units: { input: 3, output: 0 } }],
    ["estimated when nothing was reported", { events: [hi, hi, done] }, { estimated: true, units: { output: 2 } }],
    ["estimated after a cut", { events: [role, hi, hi, hi], ending: "cut" }, { estimated: true, units: { output: 3 } }],
    ["estimated after an error", { events: [hi, error] }, { estimated: true, units: { output: 1 } }],
  ])("is known at the end, %s", async (_name, step, expected) => {
    const { heard } = await heardOf(step);
    expect((await heard.outcome).usage).toMatchObject(expected);
  });

  test("an estimate counts the request by its bytes", async () => {
    const { rig, heard } = await heardOf({ events: [hi, done] });
    const { size } = rig.exchange(streamed).body;
    expect((await heard.outcome).usage?.units["input"]).toBe(Math.ceil(size / 4));
  });
});
