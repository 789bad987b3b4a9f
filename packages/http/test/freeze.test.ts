/** A request that waits carries what it needs, and nobody's credentials. */
import { key } from "@headgate/core";
import { freeze, thaw } from "@headgate/http";
import { callOf, credentialOf, exchangeOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";

const durable = key<object>("durable", { durable: true });
const fleeting = key<object>("fleeting");
const secret = "sk-client-secret";

test.each([
  "authorization",
  "proxy-authorization",
  "cookie",
  "x-api-key",
  "x-goog-api-key",
  "api-key",
  "x-bf-vk",
  "x-bf-api-key",
])("leaves %s behind", (name) => {
  const x = exchangeOf({ headers: { [name]: secret, "x-kept": "1" } });
  const frozen = freeze(x, callOf(x));
  expect(frozen.exchange.headers).toEqual({ "x-kept": "1" });
  expect(JSON.stringify(frozen)).not.toContain(secret);
});

test.each([
  [`key=${secret}`, ""],
  [`key=${secret}&alt=sse`, "alt=sse"],
  [`alt=sse&key=${secret}`, "alt=sse"],
  [`alt=sse&key=${secret}&b=1`, "alt=sse&b=1"],
  [`k%65y=${secret}&alt=sse`, "alt=sse"],
  ["monkey=1&keys=2", "monkey=1&keys=2"],
])("keeps of the query %j only %j", (query, kept) => {
  const x = exchangeOf({ query });
  expect(freeze(x, callOf(x)).exchange.query).toBe(kept);
});

test("leaves the call's credential and signal behind", () => {
  const x = exchangeOf();
  const call = callOf(x, {
    credential: credentialOf("k", secret, []),
    signal: AbortSignal.abort(),
    headers: { traceparent: "1" },
  });
  expect(freeze(x, call).call).toEqual({ provider: "openai", model: "gpt-4o-mini", headers: { traceparent: "1" } });
});

describe("through JSON and back", () => {
  const x = exchangeOf({ json: { model: "openai/a", messages: [], stream: true }, headers: { "x-kept": "1" }, id: "7" });
  x.set(durable, { who: "alice" });
  x.set(fleeting, {});
  const { bytes, ...rest } = freeze(x, callOf(x));
  const [again, call] = thaw({ ...(JSON.parse(JSON.stringify(rest)) as typeof rest), bytes });

  test("the exchange is the same, but for slots that do not last", () => {
    const { id, operation, stream, path, headers } = again;
    expect({ id, operation, stream, path, headers }).toEqual({
      id: "7",
      operation: "chat",
      stream: true,
      path: "/v1/chat/completions",
      headers: { "x-kept": "1" },
    });
    expect([again.json(), again.get(durable), again.get(fleeting)]).toEqual([x.json(), { who: "alice" }, undefined]);
  });

  test("the call is the same, with the bytes of the exchange", () => {
    expect(call).toMatchObject({ provider: "openai", model: "a" });
    expect(call.body).toBe(again.body);
    expect(Buffer.from(call.body.bytes!)).toEqual(Buffer.from(x.body.bytes!));
  });

  test("what is thawed can be frozen again, durable slots included", () => {
    expect(freeze(again, call).slots).toEqual({ durable: { who: "alice" } });
  });

  test("the bytes are those that the call would send, not those that came", () => {
    const body = { size: 2, bytes: Buffer.from("{}"), open: x.body.open };
    expect(Buffer.from(freeze(x, callOf(x, { body })).bytes).toString()).toBe("{}");
  });
});

test("a body that lies in a file cannot be frozen", () => {
  const x = exchangeOf();
  expect(() => freeze(x, callOf(x, { body: { size: 1, open: x.body.open } }))).toThrow(/spooled/);
});
