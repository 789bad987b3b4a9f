/** An exchange as the edge builds it. */
import { type ExchangeInit, key, RefusalError, refuse } from "@headgate/core";
import { createExchange } from "@headgate/http";
import { bytesBody } from "@headgate/wire";
import { describe, expect, test } from "vitest";

const init: ExchangeInit = {
  id: "1",
  access: "client",
  inference: true,
  operation: "chat",
  dialect: "openai",
  stream: false,
  method: "POST",
  path: "/v1/chat/completions",
  query: "",
  peer: "127.0.0.1",
  headers: { a: "1" },
  body: bytesBody(Buffer.from('{"model":"m","n":2,"text":"é","nested":{"model":"x"}}')),
};
const bodyOf = (text: string): Pick<ExchangeInit, "body"> => ({ body: bytesBody(Buffer.from(text)) });
const left = refuse({ code: "left", status: 499, message: "gone" });

test("keeps what it was given", () => {
  expect(createExchange(init)).toMatchObject(init);
});

test.each([
  ["model", "m"],
  ["n", 2],
  ["text", "é"],
  ["nested", { model: "x" }],
  ["absent", undefined],
])("field(%j) is %j", (name, value) => {
  expect(createExchange(init).field(name)).toEqual(value);
});

test("json() parses once and keeps it", () => {
  const x = createExchange(init);
  expect(x.json()).toMatchObject({ model: "m", n: 2 });
  expect(x.json()).toBe(x.json());
});

test.each(["", "{", "no"])("json() of %j throws a SyntaxError, and a field of it is undefined", (text) => {
  const x = createExchange({ ...init, ...bodyOf(text) });
  expect(() => x.json()).toThrow(SyntaxError);
  expect(x.field("model")).toBeUndefined();
});

describe("slots", () => {
  const word = key<string | undefined>("word");

  test("are found by name, not by object", () => {
    const x = createExchange(init);
    x.set(word, "a");
    expect([x.get(key<string>("word")), x.need(key<string>("word")), x.get(key("other"))]).toEqual(["a", "a", undefined]);
    x.set(key<string>("word"), "b");
    expect(x.get(word)).toBe("b");
  });

  test("need() names the key that nobody has set; undefined is a value", () => {
    const x = createExchange(init);
    expect(() => x.need(word)).toThrow('nobody has set "word": list the plugin that gives it earlier');
    x.set(word, undefined);
    expect(x.need(word)).toBeUndefined();
  });
});

describe("an exchange that ends early", () => {
  test("tells everybody once, in order, and those who come later at once", () => {
    const x = createExchange(init);
    const told: string[] = [];
    x["~onAbort"]((why) => told.push(`a ${why.code}`));
    x["~onAbort"](() => told.push("b"));
    x["~abort"](left);
    x["~abort"](refuse({ code: "again", status: 499, message: "" }));
    x["~onAbort"]((why) => told.push(`c ${why.code}`));
    expect(told).toEqual(["a left", "b", "c left"]);
  });

  test("does not tell those who forgot it, even from inside another's call", () => {
    const x = createExchange(init);
    const told: string[] = [];
    const forget = x["~onAbort"](() => told.push("a"));
    forget();
    forget();
    x["~onAbort"](() => {
      told.push("b");
      forgetB();
    });
    const forgetB = x["~onAbort"](() => told.push("c"));
    x["~abort"](left);
    expect(told).toEqual(["b", "c"]);
  });

  test.each(["before", "after"])("fires a signal that was asked for %s", (when) => {
    const x = createExchange(init);
    if (when === "before") void x.signal;
    x["~abort"](left);
    expect([x.signal.aborted, x.signal]).toEqual([true, x.signal]);
    expect(x.signal.reason).toBeInstanceOf(RefusalError);
    expect((x.signal.reason as RefusalError).refusal).toEqual(left);
  });

  test("makes no signal that nobody asks for, and always the same one", () => {
    const x = createExchange(init);
    expect((x as unknown as { controller: unknown }).controller).toBeUndefined();
    expect(x.signal).toBe(x.signal);
    expect(x.signal.aborted).toBe(false);
  });
});
