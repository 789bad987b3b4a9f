/** What each event of a stream of audio or images means. */
import { refuse } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { data, event, meanings, operationOf, payloads } from "../frames.ts";

const delta = data({ type: "speech.audio.delta", audio: "AAAA" });
const partial = event("image_generation.partial_image", { b64_json: "AAAA", partial_image_index: 0 });
const usage = { input_tokens: 4, output_tokens: 100, total_tokens: 104 };
const completed = event("image_generation.completed", { b64_json: "AAAA", usage });

function readerOf(name: string, body: Readonly<Record<string, unknown>> = {}) {
  return operationOf(name).stream!.createReader({ terminator: "done", asked: { field: (field) => body[field] } });
}

describe.each(["speech", "image_generations"])("%s", (name) => {
  test.each([
    ["a comment", ": ping\n\n", "nothing"],
    ["a keep-alive event", event("keepalive", {}), "nothing"],
    ["a ping", data({ type: "ping" }), "nothing"],
    ["progress without anything to see", event("image_generation.in_progress", {}), "nothing"],
    ["a piece of audio", delta, "content"],
    ["a piece of audio with its event line", event("speech.audio.delta", { audio: "AAAA" }), "content"],
    ["an image on its way", partial, "content"],
    ["an image on its way, without its event line", partial.slice(partial.indexOf("data:")), "content"],
    ["something new", event("speech.audio.mood", {}), "content"],
    ["something without a type", data({}), "content"],
    ["a type that is no text", data({ type: 7 }), "content"],
    ["the end of the audio", data({ type: "speech.audio.done" }), "end"],
    ["the image", completed, "end"],
    ["[DONE], which is not its terminator", "data: [DONE]\n\n", "nothing"],
    ["damaged JSON", 'data: {"type":"speech.audio.done"\n\n', "malformed"],
    ["a bare text", "data: hello\n\n", "malformed"],
  ])("%s means %s", (_what, frame, meaning) => {
    expect(meanings(readerOf(name), frame)).toEqual([meaning]);
  });

  const error = { type: "server_error", code: "rate_limit_exceeded", message: "slow down", param: null };
  test.each([
    ["nested", event("error", { error })],
    ["nested without an event line", data({ type: "error", error })],
    ["nested without a type", data({ error })],
    ["flat", `event: error\n${data({ ...error, type: "error" })}`],
    ["of what failed", event("image_generation.failed", { error })],
  ])("an error is understood: %s", (_how, frame) => {
    const reader = readerOf(name);
    expect(meanings(reader, delta + frame)).toEqual(["content", "error"]);
    expect(reader.error).toMatchObject({ message: "slow down", code: "rate_limit_exceeded" });
  });

  test("an error that says nothing is one all the same", () => {
    const reader = readerOf(name);
    expect(meanings(reader, event("error", {}))).toEqual(["error"]);
    expect(reader.error!.message).toMatch(/without saying why/);
  });

  test("its own failure is an error to both SDKs, and no end", () => {
    const frame = readerOf(name).errorFrame(refuse({ code: "upstream_error", status: 502, message: "it broke", by: "gateway" }));
    expect(payloads(frame)).toEqual([
      ["error", { type: "error", error: { message: "it broke", type: "server_error", param: null, code: "upstream_error" } }],
    ]);
    expect(meanings(readerOf(name), frame)).toEqual(["error"]);
  });
});

test("the last event tells the usage", () => {
  const reader = readerOf("image_generations");
  expect([meanings(reader, partial + completed), reader.usage, reader.finished]).toEqual([["content", "end"], usage, true]);
});

test("there are as many ends as images, each with its own usage", () => {
  const reader = readerOf("image_generations", { n: 2 });
  expect(meanings(reader, completed + partial)).toEqual(["content", "content"]);
  expect(reader.finished).toBe(true);
  expect(meanings(reader, completed)).toEqual(["end"]);
  expect(reader.usage).toEqual({ input_tokens: 8, output_tokens: 200, total_tokens: 208 });
});

test("a stream may not stop before its end", () => {
  const reader = readerOf("speech");
  expect([meanings(reader, delta), reader.finished, reader.events]).toEqual([["content"], false, 1]);
});
