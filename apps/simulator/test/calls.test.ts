// What the simulator remembers of each call, and how it tells an abort from an end.
import { describe, expect, it } from "vitest";
import { startSimulator } from "../src/index.ts";
import { ask, hello, majors, shared } from "./clients.ts";

const simulator = await shared({ keys: ["sk-test", "k2"] });
const url = `${simulator.url}/v1/chat/completions`;
const bearer = { authorization: "Bearer sk-test" };

describe("a call", () => {
  it("is remembered with all that came", async () => {
    await ask(`${url}?a=1`, { body: hello, headers: { ...bearer, "X-Trace": "t" } });
    expect(simulator.calls).toHaveLength(1);
    expect(simulator.calls[0]).toMatchObject({
      method: "POST",
      path: "/v1/chat/completions?a=1",
      key: "sk-test",
      model: "gpt-4o",
    });
    expect(simulator.calls[0]?.headers["x-trace"]).toBe("t");
    expect(JSON.parse(simulator.calls[0]?.body ?? "")).toEqual(hello);
    expect(simulator.calls[0]?.startedAt).toBeGreaterThan(0);
  });

  it.each([
    ["x-api-key", "k2", 200, undefined],
    ["api-key", "k2", 200, undefined],
    ["authorization", "Bearer lost-key-9876", 401, "invalid_api_key"],
    ["x-nothing", "k2", 401, null],
  ])("is let in by a known key only: %s %s", async (name, value, status, code) => {
    const seen = await ask(url, { body: hello, headers: { [name]: value } });
    expect(seen.status).toBe(status);
    expect((JSON.parse(seen.text) as { error?: { code: string | null } }).error?.code).toBe(code);
    expect(seen.text).not.toContain("lost-key");
  });

  it("that was answered whole was not aborted, and says so to whoever waits for it", async () => {
    await ask(url, { body: hello, headers: bearer });
    expect(simulator.calls[0]).toMatchObject({ ended: true, aborted: false });
    await expect(simulator.calls[0]?.waitForAbort()).rejects.toThrow("answered to its end");
  });

  it("that the script broke counts as ended, not as aborted", async () => {
    simulator.script({ resetAfter: 2 });
    await ask(url, { body: { ...hello, stream: true }, headers: bearer });
    await expect(simulator.calls[0]?.waitForAbort()).rejects.toThrow("answered to its end");
  });

  it("that the client left is aborted", async () => {
    simulator.script({ events: 100_000 });
    await ask(url, { body: { ...hello, stream: true }, headers: bearer, leaveAt: "said:" });
    const at = await simulator.calls[0]?.waitForAbort();
    expect(simulator.calls[0]).toMatchObject({ aborted: true, ended: false, abortedAt: at });
  });

  it.each(majors)("whose stream was read to [DONE] by %s is ended", async (_name, connect) => {
    const stream = await connect(simulator.url).chat.completions.create({
      ...hello,
      messages: [...hello.messages],
      stream: true,
    });
    for await (const chunk of stream) expect(chunk.object).toBe("chat.completion.chunk");
    await expect(simulator.calls[0]?.waitForAbort()).rejects.toThrow("answered to its end");
  });

  it("is announced to listeners until they stop", async () => {
    const heard: (string | undefined)[] = [];
    const stop = simulator.on("call", (call) => heard.push(call.model));
    await ask(url, { body: hello, headers: bearer });
    stop();
    await ask(url, { body: hello, headers: bearer });
    expect(heard).toEqual(["gpt-4o"]);
  });
});

describe("the record", () => {
  it("drops the oldest calls beyond its limit", async () => {
    const small = await startSimulator({ record: 4 });
    for (let i = 0; i < 20; i++) await ask(`${small.url}/v1/models?${i}`, {});
    expect(small.calls.length).toBeLessThanOrEqual(5);
    expect(small.calls.at(-1)?.path).toBe("/v1/models?19");
    expect(await small.waitForCalls(20)).toBe(small.calls);
    await small.close();
  });
});
