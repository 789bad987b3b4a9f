/** Where a call goes, and where its key: the dialect's ways, unless the provider has its own. */
import { describe, expect, test } from "vitest";
import { pathsBelow } from "../src/paths.ts";
import { chat, openRig, secret } from "./rig.ts";

const templates = { rerank: "/v2/rerank", "*": "/in/{model}{path}" };
const version = { "api-version": "1 & 2" };

test.each([
  ["/v1", {}, "/chat", "chat", "m", "/v1/chat"],
  ["", { query: version }, "/chat", "chat", "m", "/chat?api-version=1+%26+2"],
  ["", { query: version }, "/m:stream?alt=sse", "generate", "m", "/m:stream?alt=sse&api-version=1+%26+2"],
  ["/v1", { paths: templates }, "/chat", "chat", "a/b c", "/v1/in/a%2Fb%20c/chat"],
  ["/v1", { paths: templates, query: version }, "/rerank", "rerank", "m", "/v1/v2/rerank?api-version=1+%26+2"],
  ["/v1", { paths: { rerank: "/v2/rerank" } }, "/chat", "chat", "m", "/v1/chat"],
  ["", { paths: { "*": "/{path}/{model}/{other}" } }, "/x", "toString", "{path}", "//x/%7Bpath%7D/{other}"],
  ["", { paths: { "*": "/{model}" } }, "/x", "chat", "\ud83d", "/%EF%BF%BD"],
])("below %j with %j, %s of %s for %j lies at %5$s", (base, options, own, operation, model, expected) => {
  expect(pathsBelow(base, options)(own, operation, model)).toBe(expected);
});

test.each([".", ".."])("a model called %j, which would lead out of its path, is one that nobody has", async (model) => {
  const rig = await openRig([], { paths: { "*": "/deployments/{model}{path}" } });
  const { status, error } = await rig.send(rig.exchange(), { model });
  expect([status, error?.code, rig.upstream.requests]).toEqual([404, "model_not_found", []]);
});

const answer = { body: { choices: [] } };

describe("a key", () => {
  test.each([
    [{ header: "API-Key" }, "api-key", secret],
    [{ header: "x-auth", scheme: "Token" }, "x-auth", `Token ${secret}`],
    [{ header: "Authorization", scheme: "Basic" }, "authorization", `Basic ${secret}`],
  ])("goes where %j says, and nowhere else", async (authorization, header, value) => {
    const rig = await openRig([answer], { authorization });
    await rig.send();
    const { headers } = rig.upstream.requests[0]!;
    expect(headers[header]).toBe(value);
    expect(Object.values(headers).filter((each) => String(each).includes(secret))).toHaveLength(1);
  });

  test("of a client's own goes there too", async () => {
    const rig = await openRig([answer], { authorization: { header: "api-key" }, byok: true });
    const credential = rig.places.get("acme")!.callerCredential!("sk-of-the-caller");
    await rig.send(rig.exchange(), { credential });
    expect(rig.upstream.requests[0]!.headers["api-key"]).toBe("sk-of-the-caller");
  });
});

describe("fields under other names", () => {
  const rename = { max_completion_tokens: "max_tokens" };
  const sent = async (json: object): Promise<unknown> => {
    const rig = await openRig([answer], { rename });
    await rig.send(rig.exchange(json));
    return JSON.parse(rig.upstream.requests[0]!.body);
  };

  test.each([
    [{ max_completion_tokens: 5 }, { max_tokens: 5 }],
    [{ max_completion_tokens: { deep: ["ü", 1e3] } }, { max_tokens: { deep: ["ü", 1000] } }],
    [{ max_tokens: 4 }, { max_tokens: 4 }],
    [{ max_tokens: 4, max_completion_tokens: 5 }, { max_tokens: 5 }],
    [{ max_completion_tokens: 5, fallbacks: ["a/b"] }, { max_tokens: 5 }],
    [{ nested: { max_completion_tokens: 5 } }, { nested: { max_completion_tokens: 5 } }],
  ])("%j leaves as %j", async (said, expected) => {
    expect(await sent({ ...chat, ...said })).toEqual({ ...chat, model: "m", ...expected });
  });

  test("are no matter for a body without them", async () => {
    expect(await sent(chat)).toEqual({ ...chat, model: "m" });
  });
});
