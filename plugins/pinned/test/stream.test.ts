/** A response that streams can be asked for as soon as it has said its name. */
import { deliver } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { events, native, openScene, other, responses, type Scene } from "./scene.ts";

const created = (id: string, more: object = {}): string =>
  `event: response.created\ndata: ${JSON.stringify({ type: "response.created", sequence_number: 0, response: { id, ...more } })}\n\n`;
const delta = 'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"response.created"}\n\n';
const asked = responses({ model: "azure/gpt", stream: true });
const passed = native("POST", "/openai_passthrough/v1/responses", { stream: true });

const streams: readonly (readonly [string, string, readonly number[]])[] = [
  ["whole events", created("resp_s") + delta, [created("resp_s").length]],
  ["every byte alone", created("resp_s") + delta, Array.from({ length: 200 }, (_, i) => i)],
  ["everything at once", created("resp_s") + delta.repeat(2000), []],
  ["no event line, and its type last", `data: {"response":{"id":"resp_s"},"type":"response.created"}\n\n${delta}`, [30]],
  ["comments before it, and CRLF", `: hello\r\n\r\n${created("resp_s").replaceAll("\n", "\r\n")}`, [5]],
  [
    "instructions longer than what is held",
    created("resp_s", { instructions: "x".repeat(100_000) }) + delta,
    [20, 40_000, 90_000],
  ],
  ["instructions longer than what is held, at once", created("resp_s", { instructions: "x".repeat(100_000) }), []],
];

describe.each([
  ["asked of the gateway", asked],
  ["passed through", passed],
])("%s", (_how, request) => {
  test.each(streams)("%s", async (_what, text, cuts) => {
    const scene = await openScene();
    const { ran } = await scene.send(request, { call: other, answer: events(text, ...cuts) });
    expect(ran.body).toBe(text);
    expect(await goes(scene, "resp_s")).toEqual(["azure/a1"]);
    await scene.close();
  });
});

test("the response is known before its first event has passed on", async () => {
  const scene = await openScene();
  const out = await scene.start(asked, { call: other, answer: events(created("resp_s") + delta, created("resp_s").length) });
  const found: Promise<readonly string[]>[] = [];
  deliver(out, { write: () => void found.push(goes(scene, "resp_s")), end() {}, fail() {} });
  expect(await found[0]).toEqual(["azure/a1"]);
  await scene.close();
});

test.each([
  ["an id in another event", delta + delta],
  ["an id that is said only in passing", `event: x\ndata: {"type":"x","note":"response.created","response":{"id":"resp_s"}}\n\n`],
  ["an event that is not JSON", "event: response.created\ndata: response.created {\n\n"],
  ["an endless event", `data: ${"x".repeat(200_000)}`],
  ["a name that comes after much else", delta.repeat(1000) + created("resp_s")],
])("%s is not taken for its name", async (_what, text) => {
  const scene = await openScene();
  const cuts = Array.from({ length: 100 }, (_, i) => i * 1000);
  const { ran } = await scene.send(asked, { call: other, answer: events(text, ...cuts) });
  expect(ran.body).toBe(text);
  expect(await goes(scene, "resp_s")).toEqual(["openai/-"]);
  await scene.close();
});

test("a stream that stores nothing is not remembered", async () => {
  const scene = await openScene();
  const storeless = responses({ model: "azure/gpt", stream: true, store: false });
  await scene.send(storeless, { call: other, answer: events(created("resp_s")) });
  expect(await goes(scene, "resp_s")).toEqual(["openai/-"]);
  await scene.close();
});

async function goes(scene: Scene, id: string): Promise<readonly string[]> {
  return (await scene.send(native("GET", `/v1/responses/${id}`))).asked;
}
