// Speech as both SDK majors hear it: bytes of the asked format, or events; and broken where the script says.
import { describe, expect, it } from "vitest";
import { ask, frames, majors, shared } from "./clients.ts";

const simulator = await shared();
const model = "tts-1";
const body = { model, input: "Hello", voice: "alloy" };

describe.each(majors)("speech with %s", (_name, connect) => {
  const client = connect(simulator.url);

  it.each([
    ["mp3", "audio/mpeg", [0xff, 0xfb, 0x90, 0x64]],
    ["wav", "audio/wav", [0x52, 0x49, 0x46, 0x46]],
    ["opus", "audio/opus", [0x4f, 0x67, 0x67, 0x53]],
    ["flac", "audio/flac", [0x66, 0x4c, 0x61, 0x43]],
    ["aac", "audio/aac", [0xff, 0xf1]],
    ["pcm", "audio/pcm", []],
  ] as const)("is bytes of %s, the same each time, and longer for a longer text", async (format, type, mark) => {
    const said = async (input: string): Promise<[string | null, Buffer]> => {
      const answer = await client.audio.speech.create({ model, input, voice: "alloy", response_format: format });
      return [answer.headers.get("content-type"), Buffer.from(await answer.arrayBuffer())];
    };
    const [contentType, bytes] = await said("Hello");
    expect([contentType, [...bytes.subarray(0, mark.length)]]).toEqual([type, [...mark]]);
    expect((await said("World"))[1].equals(bytes)).toBe(true);
    expect((await said("Hello again"))[1].length).toBeGreaterThan(bytes.length);
  });
});

it("is told in events that hold the same audio, with its usage in the last", async () => {
  const whole = Buffer.from(
    await (await fetch(`${simulator.url}/v1/audio/speech`, { method: "POST", body: JSON.stringify(body) })).arrayBuffer(),
  );
  const { text, headers } = await ask(`${simulator.url}/v1/audio/speech`, { body: { ...body, stream_format: "sse" } });
  const events = frames(text).map((frame) => JSON.parse(frame.slice(6)) as { type: string; audio?: string; usage?: object });
  expect(headers["content-type"]).toMatch(/^text\/event-stream/);
  expect(Buffer.concat(events.map(({ audio = "" }) => Buffer.from(audio, "base64"))).equals(whole)).toBe(true);
  expect(events.at(-1)).toMatchObject({ type: "speech.audio.done", usage: { input_tokens: 2 } });
});

it.each([
  [{ input: undefined }, "input"],
  [{ voice: undefined }, "voice"],
  [{ response_format: "constructor" }, "response_format"],
  [{ input: "x".repeat(4097) }, "input"],
])("%o is 400", async (fields, param) => {
  const { status, text } = await ask(`${simulator.url}/v1/audio/speech`, { body: { ...body, ...fields } });
  expect([status, JSON.parse(text)]).toEqual([400, { error: expect.objectContaining({ param }) }]);
});

it.each([
  ["cutAfter", "ECONNRESET"],
  ["resetAfter", "ECONNRESET"],
  ["malformedAfter", "whole"],
])("%s leaves half of it", async (fault, end) => {
  simulator.script({ [fault]: 1 });
  const seen = await ask(`${simulator.url}/v1/audio/speech`, { body });
  expect([seen.status, seen.end, seen.headers["content-type"]]).toEqual([200, end, "audio/mpeg"]);
});

it("an error in its place is JSON", async () => {
  simulator.script({ errorFirst: { message: "m" } });
  const seen = await ask(`${simulator.url}/v1/audio/speech`, { body });
  expect([seen.headers["content-type"], JSON.parse(seen.text)]).toMatchObject(["application/json", { error: { message: "m" } }]);
});
