/** Body members that a provider wants otherwise: set, taken out, or in place of a header. */
import { bytesBody } from "@headgate/wire";
import { exchangeOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { openRig, type RigOptions } from "./rig.ts";

const answer = { id: "m", type: "message", role: "assistant", content: [], usage: { input_tokens: 1, output_tokens: 1 } };

async function sent(text: string, options: RigOptions, headers: Readonly<Record<string, string>> = {}) {
  const rig = await openRig([{ body: answer }], { dialect: "anthropic", operation: "messages", ...options });
  const body = bytesBody(Buffer.from(text));
  const x = exchangeOf({ body, headers, stream: false, dialect: "anthropic", operation: "messages" });
  expect((await rig.send(x, { provider: "acme", model: "m" })).error).toBeUndefined();
  return rig.upstream.requests[0]!;
}

describe("members", () => {
  test.each<[string, RigOptions["members"], string, string]>([
    ["are set first", { v: "1" }, '{"model":"m","x": 1e0}', '{"v":"1","model":"m","x": 1e0}'],
    ["are set in their place", { v: { a: [1] } }, '{"v":0,"model":"m"}', '{"v":{"a":[1]},"model":"m"}'],
    ["are set beside the model", { v: 1 }, '{"model":"acme/m"}', '{"v":1,"model":"m"}'],
    ["are taken out, the model too", { model: null, stream: null }, '{"model":"acme/m", "a":1,"stream":false}', '{"a":1}'],
    ["are taken out where they are not", { model: null }, '{"a":1}', '{"a":1}'],
    ["are taken out until none is left", { model: null }, '{"model":"m"}', "{}"],
    ["take another's place", { model: null, v: true }, '{"model":"m","a":1}', '{"v":true,"a":1}'],
  ])("%s", async (_name, members, text, expected) => {
    expect((await sent(text, { members })).body).toBe(expected);
  });

  test("go with other names", async () => {
    const options = { members: { b: null, c: 2 }, rename: { a: "b", d: "c" } };
    expect((await sent('{"model":"m","a":1,"d":1}', options)).body).toBe('{"c":2,"model":"m"}');
  });

  test("are set in a large body", async () => {
    const text = JSON.stringify({ model: "m", a: "x".repeat(100_000) });
    expect((await sent(text, { members: { model: null, v: 1 } })).body).toBe(`{"v":1,${text.slice('{"model":"m",'.length)}`);
  });

  test("are set in a translated body", async () => {
    const members = { model: null, stream: null, v: 1 };
    const rig = await openRig([{ events: [] }], { dialect: "anthropic", members });
    const x = exchangeOf({ json: { model: "acme/m", max_tokens: 5, stream: true, messages: [{ role: "user", content: "Hi" }] } });
    await rig.send(x);
    expect(Object.keys(JSON.parse(rig.upstream.requests[0]!.body) as object).toSorted()).toEqual(["max_tokens", "messages", "v"]);
  });
});

describe("a header that stands in the body", () => {
  const headerMembers = { "anthropic-beta": "beta", "Anthropic-Version": null };
  test.each([
    [{ "anthropic-beta": " a,b , ,c" }, '{"beta":["a","b","c"],"model":"m"}'],
    [{ "anthropic-version": "2099-01-01" }, '{"model":"m"}'],
    [{}, '{"model":"m"}'],
  ])("%j", async (headers, expected) => {
    const { body, headers: out } = await sent('{"model":"m"}', { headerMembers }, headers);
    expect(body).toBe(expected);
    expect(Object.keys(out).filter((name) => name.startsWith("anthropic"))).toEqual([]);
  });

  test("leaves the others alone", async () => {
    const headers = { "anthropic-beta": "a,b", "anthropic-version": "2099-01-01" };
    const { headers: out } = await sent('{"model":"m"}', { headerMembers: { "anthropic-version": null } }, headers);
    expect([out["anthropic-beta"], out["anthropic-version"]]).toEqual(["a,b", undefined]);
  });

  test("is the config's own where the config says it", async () => {
    const options = { headerMembers, headers: { "anthropic-version": "own" } };
    expect((await sent('{"model":"m"}', options)).headers["anthropic-version"]).toBe("own");
  });
});

test("a path may be another for streams", async () => {
  const paths = { chat: ["/one/{model}", "/two?alt=sse"] } as const;
  const rig = await openRig([{ body: {} }, { events: [] }], { paths, query: { v: "1" } });
  await rig.send();
  await rig.send(rig.exchange({ model: "acme/m", stream: true }));
  expect(rig.upstream.requests.map(({ path }) => path)).toEqual(["/v1/one/m?v=1", "/v1/two?alt=sse&v=1"]);
});
