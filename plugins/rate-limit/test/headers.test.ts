/** What a client reads of its limits. */
import { reply } from "@headgate/core";
import { expect, test } from "vitest";
import { good, openScene, saying, streaming, used } from "./scene.ts";
import { writeDuration } from "../src/write-duration.ts";

const shown = (headers: Readonly<Record<string, string>>): object =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("x-ratelimit-")));

test("shows what is left of the tightest limit, of those per request and per call", async () => {
  const scene = await openScene({
    limits: [
      { per: "all", requests: { max: 100, window: "1h" } },
      { per: "all", requests: { max: 10, window: "6m" } },
      { per: "provider", requests: { max: 5, window: "1s" }, tokens: { max: 5000, window: "1m" }, concurrency: 1 },
    ],
  });
  await scene.host.clock.advance(300);
  const { headers } = await scene.one({ json: { model: "openai/m", max_tokens: 100 } });
  expect(shown(headers)).toEqual({
    "x-ratelimit-limit-requests": "5",
    "x-ratelimit-remaining-requests": "4",
    "x-ratelimit-reset-requests": "700ms",
    "x-ratelimit-limit-tokens": "5000",
    "x-ratelimit-remaining-tokens": String(5000 - 100 - 10),
    "x-ratelimit-reset-tokens": "1m0s",
  });
  for (let n = 0; n < 8; n++) {
    await scene.host.clock.advance(1000);
    await scene.one();
  }
  const last = shown((await scene.one()).headers);
  expect(last).toMatchObject({
    "x-ratelimit-limit-requests": "10",
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "5m52s",
  });
  await scene.close();
});

test.each([
  ["an answer", good],
  ["a stream", streaming(used(1, 1))],
])("takes the place of the provider's own figures on %s, which are about our key", async (_what, answer) => {
  const scene = await openScene({ limits: [{ per: "all", requests: { max: 2, window: "1m" } }] });
  scene.answer = (call) => {
    const given = answer(call);
    given.headers = { "x-ratelimit-limit-requests": "99999", "x-ratelimit-limit-project-tokens": "7" };
    return given;
  };
  expect((await scene.one()).headers).toMatchObject({
    "x-ratelimit-limit-requests": "2",
    "x-ratelimit-limit-project-tokens": "7",
  });
  await scene.close();
});

test("leaves an answer alone that no limit concerns, and one that only counts at a time", async () => {
  const scene = await openScene({ limits: [{ per: "all", concurrency: 2 }] });
  scene.answer = (call) => reply({ status: 200, call, headers: { "x-ratelimit-limit-requests": "99999" } });
  expect(shown((await scene.one()).headers)).toEqual({ "x-ratelimit-limit-requests": "99999" });
  await scene.close();
});

test("never writes into headers that a plugin may share", async () => {
  const scene = await openScene({ limits: [{ per: "all", requests: { max: 2, window: "1m" } }] });
  const headers = Object.freeze({ "content-type": "application/json" });
  scene.answer = () => reply({ status: 200, headers, body: "{}" });
  expect((await scene.one()).headers).toMatchObject({ "content-type": "application/json", "x-ratelimit-limit-requests": "2" });
  await scene.close();
});

test("a refusal shows that nothing is left, and when there will be", async () => {
  const scene = await openScene({ limits: [{ per: "all", tokens: { max: 10, window: "1m" } }] });
  scene.answer = saying(used(8, 8));
  await scene.one();
  expect((await scene.one()).headers).toEqual({
    "x-ratelimit-limit-tokens": "10",
    "x-ratelimit-remaining-tokens": "0",
    "x-ratelimit-reset-tokens": "1m0s",
  });
  await scene.close();
});

test.each([
  [0, "0ms"],
  [19.5, "20ms"],
  [999, "999ms"],
  [1000, "1s"],
  [1001, "2s"],
  [60_000, "1m0s"],
  [360_000, "6m0s"],
  [3_600_000, "1h0m0s"],
  [86_461_000, "24h1m1s"],
])("%i ms are written %s", (ms, text) => {
  expect(writeDuration(ms)).toBe(text);
});
