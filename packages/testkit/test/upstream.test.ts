import { afterEach, expect, test } from "vitest";
import { callOf, exchangeOf, scriptedSend, startUpstream, type ScriptedUpstream, type UpstreamStep } from "../src/index.ts";

const open: ScriptedUpstream[] = [];
const start = async (script: readonly UpstreamStep[]): Promise<ScriptedUpstream> => {
  const upstream = await startUpstream(script);
  open.push(upstream);
  return upstream;
};
afterEach(() => Promise.all(open.splice(0).map((upstream) => upstream.close())));

test("answers by the script and records what it was asked", async () => {
  const upstream = await start([
    { status: 429, headers: { "retry-after": "1" }, body: { error: "busy" } },
    { events: ["{}", "[DONE]"] },
  ]);
  const busy = await fetch(`${upstream.origin}/v1/a`, { method: "POST", body: "one" });
  expect([busy.status, busy.headers.get("retry-after"), await busy.json()]).toEqual([429, "1", { error: "busy" }]);
  expect(() => upstream.verify()).toThrow("expects 2 upstream call(s), but 1 came");
  const stream = await fetch(`${upstream.origin}/v1/b`);
  expect(await stream.text()).toBe("data: {}\n\ndata: [DONE]\n\n");
  upstream.verify();
  expect(upstream.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
    ["POST", "/v1/a", "one"],
    ["GET", "/v1/b", ""],
  ]);
});

test("a request beyond the script is an error on both sides", async () => {
  const upstream = await start([]);
  expect((await fetch(upstream.origin)).status).toBe(500);
  expect(() => upstream.verify()).toThrow("but 1 came");
});

test("tears the connection after what it has sent", async () => {
  const upstream = await start([{ events: ["{}"], ending: "cut" }]);
  const reader = (await fetch(upstream.origin)).body!.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe("data: {}\n\n");
  await expect(reader.read()).rejects.toThrow("terminated");
});

test("hangs until it is closed", async () => {
  const upstream = await start([{ ending: "hang", events: [] }]);
  const answer = await fetch(upstream.origin);
  const [body] = await Promise.allSettled([answer.text(), upstream.close()]);
  expect(body.status).toBe("rejected");
  open.length = 0;
});

test("hands a request to a function of the script", async () => {
  const upstream = await start([(_request, body, response) => void response.end(body.toUpperCase())]);
  expect(await (await fetch(upstream.origin, { method: "POST", body: "loud" })).text()).toBe("LOUD");
});

test("a scripted send counts the calls and throws what is an error", async () => {
  const send = scriptedSend([{ status: 200, body: "one" }, new Error("socket hang up")]);
  const x = exchangeOf();
  const call = callOf(x);
  expect(await send(x, call)).toMatchObject({ status: 200, body: "one", call });
  expect(() => send.verify()).toThrow("expects 2 upstream call(s), but 1 came");
  expect(() => send(x, call)).toThrow("socket hang up");
  send.verify();
  expect(() => send(x, call)).toThrow("but 3 came");
  expect(() => send.verify()).toThrow("but 3 came");
  expect(send.calls).toEqual([call, call, call]);
});
