// The faults that are about time, on a clock moved by hand, and what becomes of a wait when the client leaves.
import { afterEach, describe, expect, it } from "vitest";
import { startSimulator, type Fault, type Simulator, type SimulatorOptions } from "../src/index.ts";
import { ask, frames, hello } from "./clients.ts";
import { handMoved, type Clock } from "./clock.ts";

const running: Simulator[] = [];
afterEach(() => Promise.all(running.splice(0).map((simulator) => simulator.close())));

async function start(options: SimulatorOptions): Promise<Simulator> {
  const simulator = await startSimulator(options);
  running.push(simulator);
  return simulator;
}

function post(simulator: Simulator, stream: boolean, signal?: AbortSignal): Promise<Response> {
  const body = JSON.stringify({ ...hello, stream });
  return fetch(`${simulator.url}/v1/chat/completions`, { method: "POST", body, ...(signal && { signal }) });
}

describe("a wait", () => {
  it.each([true, false])("before the headers holds everything back (stream: %s)", async (stream) => {
    const clock = handMoved();
    const simulator = await start({ after: clock.after, now: clock.now, faults: [{ delayHeadersMs: 500 }] });
    let answered = false;
    const answer = post(simulator, stream).then((response) => {
      answered = true;
      return response;
    });
    await clock.waiting();
    expect([clock.waits, answered]).toEqual([[500], false]);
    clock.move();
    const response = await answer;
    expect(response.headers.get("openai-processing-ms")).toBe("500");
    expect(await response.text()).toContain("said:");
  });

  it.each([true, false])("before the first event lets the headers through (stream: %s)", async (stream) => {
    const clock = handMoved();
    const simulator = await start({ after: clock.after, faults: [{ delayFirstEventMs: 300 }] });
    const response = await post(simulator, stream);
    expect([response.status, clock.waits]).toEqual([200, [300]]);
    clock.move();
    expect(await response.text()).toContain("said:");
  });

  it("paces the events, comments included", async () => {
    const clock = handMoved();
    const simulator = await start({ after: clock.after, paceMs: 40, faults: [{ comments: 1, events: 1 }] });
    const text = post(simulator, true).then((response) => response.text());
    for (let i = 0; i < 5; i++) {
      await clock.waiting();
      expect(clock.waits).toEqual([40]);
      clock.move();
    }
    expect(frames(await text)).toHaveLength(6);
  });

  it.each<[name: string, fault: Fault, stream: boolean]>([
    ["before the headers", { delayHeadersMs: 500 }, true],
    ["before the first event", { delayFirstEventMs: 500 }, true],
    ["between events", { paceMs: 500 }, true],
    ["before a blocking answer", { delayFirstEventMs: 500 }, false],
  ])("%s is dropped when the client leaves", async (_name, fault, stream) => {
    const clock = handMoved();
    const simulator = await start({ after: clock.after, now: clock.now, faults: [fault] });
    const leave = new AbortController();
    const answer = post(simulator, stream, leave.signal).then((response) => response.text());
    const [call] = await simulator.waitForCalls(1);
    await clock.waiting();
    leave.abort();
    await expect(answer).rejects.toThrow("aborted");
    expect(await call?.waitForAbort()).toBe(clock.now());
    expect(call).toMatchObject({ aborted: true, ended: false });
    expect(clock.waits).toEqual([]);
  });

  it("is dropped on close", async () => {
    const clock = handMoved();
    const simulator = await start({ after: clock.after, faults: [{ delayHeadersMs: 500 }] });
    const answer = post(simulator, false);
    await clock.waiting();
    const closed = simulator.close();
    expect(clock.waits).toEqual([]);
    await closed;
    await expect(answer).rejects.toThrow("fetch failed");
  });
});

describe("an answer that never comes", () => {
  it("is kept open by hang until the client leaves", async () => {
    const simulator = await start({ faults: [{ hang: true }] });
    const leave = new AbortController();
    const answer = post(simulator, false, leave.signal);
    const [call] = await simulator.waitForCalls(1);
    leave.abort();
    await expect(answer).rejects.toThrow("aborted");
    expect(await call?.waitForAbort()).toBeGreaterThan(0);
  });

  it.each([
    ["n events", true, ` said:`, 3],
    ["half of a blocking answer", false, `"choices"`, 1],
  ])("is kept open after %s", async (_name, stream, leaveAt, stallAfter) => {
    const simulator = await start({ faults: [{ stallAfter }] });
    const seen = await ask(`${simulator.url}/v1/chat/completions`, { body: { ...hello, stream }, leaveAt });
    expect(seen.end).toBe("ECONNRESET");
    expect(await simulator.calls[0]?.waitForAbort()).toBeGreaterThan(0);
  });

  it("is kept open after nothing but its headers", async () => {
    const simulator = await start({ faults: [{ stallAfter: 0 }] });
    const response = await post(simulator, true);
    expect([response.status, simulator.calls[0]?.ended]).toEqual([200, false]);
    await response.body?.cancel();
    expect(await simulator.calls[0]?.waitForAbort()).toBeGreaterThan(0);
  });
});

describe("a reader who does not read", () => {
  it("stops the writing, and starts it again when he does", async () => {
    const clock = handMoved();
    // Frames of 100 kB, so that the kernel's buffers are soon full.
    const simulator = await start({ after: clock.after, paceMs: 1, tokens: 2000, name: "x".repeat(100_000) });
    const response = await post(simulator, true);
    let written = 0;
    while (await waits(clock)) {
      clock.move();
      written++;
    }
    expect(written).toBeLessThan(1000);
    expect(simulator.calls[0]?.ended).toBe(false);
    const reader = response.body?.getReader();
    let read = 0;
    while (clock.waits.length === 0) read += (await reader?.read())?.value?.length ?? 0;
    expect(read).toBeGreaterThan(0);
  });
});

/** Whether a wait is under way, or is so within a few turns of the event loop. */
async function waits(clock: Clock): Promise<boolean> {
  for (let turn = 0; turn < 50 && clock.waits.length === 0; turn++) await new Promise(setImmediate);
  return clock.waits.length > 0;
}
