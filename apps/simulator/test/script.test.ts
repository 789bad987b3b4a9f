// Which calls a fault meets, how often, and the three ways to order one.
import { describe, expect, it } from "vitest";
import type { Fault } from "../src/index.ts";
import { ask, hello, shared } from "./clients.ts";

const first: Fault = { model: "gpt-4o-mini", status: 418 };
const simulator = await shared({ faults: [first] });

async function status(
  fault?: unknown,
  body: object = hello,
  path = "/v1/chat/completions",
  key = "k1",
): Promise<number | undefined> {
  const headers = { authorization: `Bearer ${key}`, ...(fault !== undefined && { "x-simulator-fault": JSON.stringify(fault) }) };
  return (await ask(simulator.url + path, { body, headers })).status;
}

describe("a fault", () => {
  it.each<[name: string, match: Fault, met: boolean]>([
    ["no condition", {}, true],
    ["the model", { model: "gpt-4o" }, true],
    ["another model", { model: "gpt-4o-mini" }, false],
    ["the key", { key: "k1" }, true],
    ["another key", { key: "k2" }, false],
    ["the operation", { operation: "chat" }, true],
    ["another operation", { operation: "responses" }, false],
    ["a blocking call", { stream: false }, true],
    ["a stream", { stream: true }, false],
    ["all of them", { model: "gpt-4o", key: "k1", operation: "chat", stream: false }, true],
    ["all but one", { model: "gpt-4o", key: "k2", operation: "chat", stream: false }, false],
  ])("scripted for %s meets a chat call accordingly", async (_name, match, met) => {
    simulator.script({ ...match, status: 503 });
    expect(await status()).toBe(met ? 503 : 200);
  });

  it.each([
    ["models", "/v1/models"],
    ["model", "/v1/models/gpt-4o"],
  ])("knows the operation %s", async (operation, path) => {
    simulator.script({ operation, status: 503 });
    expect((await ask(simulator.url + path, {})).status).toBe(503);
  });

  it("is used up after its times, and then the next one meets", async () => {
    simulator.script([
      { status: 500, times: 2 },
      { status: 429, times: 1 },
    ]);
    const seen: unknown[] = [];
    for (let i = 0; i < 4; i++) seen.push(await status());
    expect(seen).toEqual([500, 500, 429, 200]);
  });

  it("goes with a reset, which brings back the first script and forgets the calls", async () => {
    simulator.script({ status: 500 });
    expect(await status()).toBe(500);
    simulator.reset();
    expect(simulator.calls).toEqual([]);
    expect(await status()).toBe(200);
    expect(await status(undefined, { ...hello, model: "gpt-4o-mini" })).toBe(418);
  });

  it("in a header meets that request alone, before the script and without using it up", async () => {
    simulator.script({ status: 500, times: 1 });
    expect(await status({ status: 429 })).toBe(429);
    expect(await status({ status: 429, key: "k2" })).toBe(500);
    expect(await status()).toBe(200);
  });

  it("with an unknown name is refused, since it would do nothing", async () => {
    expect(await status({ statsu: 429 })).toBe(400);
    expect(await status("429")).toBe(400);
  });
});

describe("over HTTP", () => {
  const control = `${simulator.url}/_simulator`;

  it("the script is replaced, by a list or by one fault", async () => {
    expect((await ask(`${control}/script`, { body: [{ status: 500, times: 1 }] })).status).toBe(204);
    expect([await status(), await status()]).toEqual([500, 200]);
    await ask(`${control}/script`, { body: { status: 429 } });
    expect(await status()).toBe(429);
  });

  it.each([`{"statsu":1}`, `[1]`, `[`])("a script that means nothing is refused: %s", async (body) => {
    expect((await ask(`${control}/script`, { body })).status).toBe(400);
    expect(await status()).toBe(200);
  });

  it("the calls are listed and forgotten", async () => {
    await status();
    const listed = JSON.parse((await ask(`${control}/calls`, {})).text) as object[];
    expect(listed).toMatchObject([
      { method: "POST", key: "k1", model: "gpt-4o", ended: true, aborted: false, body: JSON.stringify(hello) },
    ]);
    expect((await ask(`${control}/reset`, { method: "POST" })).status).toBe(204);
    expect((await ask(`${control}/calls`, {})).text).toBe("[]");
    expect((await ask(`${control}/lost`, {})).status).toBe(404);
  });
});
