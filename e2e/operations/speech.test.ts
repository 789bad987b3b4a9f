/** Promise: speech arrives as bytes or events, as the provider sent it, and never ends cleanly if it broke off. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Client, failureOf, sdks } from "../start/sdks.ts";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => {
  scene.simulator.reset();
  scene.spare.reset();
});
afterAll(() => scene?.close());

const path = "/v1/audio/speech";
const body = { model: "openai/tts-1", input: "Good morning", voice: "alloy" };

/** What the provider itself says. */
async function original(fields: object = {}): Promise<Buffer> {
  const asked = { ...body, model: "tts-1", ...fields };
  const answer = await fetch(scene.simulator.url + path, { method: "POST", body: JSON.stringify(asked) });
  return Buffer.from(await answer.arrayBuffer());
}

describe.each(sdks)("$name", ({ sdk }) => {
  let client: Client;
  beforeAll(() => {
    client = scene.connect(sdk);
  });

  test.each([
    ["mp3", "audio/mpeg"],
    ["wav", "audio/wav"],
    ["pcm", "audio/pcm"],
  ] as const)("%s arrives byte for byte", async (format, type) => {
    const answer = await client.audio.speech.create({ ...body, response_format: format });
    expect([answer.status, answer.headers.get("content-type"), answer.headers.get("x-bf-provider")]).toEqual([
      200,
      type,
      "openai",
    ]);
    const [bytes, own] = [Buffer.from(await answer.arrayBuffer()), await original({ response_format: format })];
    expect(answer.headers.get("content-length")).toBe(String(own.length));
    expect(bytes.equals(own)).toBe(true);
  });

  test("events arrive one by one, with the same audio in them", async () => {
    const answer = await client.audio.speech.create({ ...body, stream_format: "sse" });
    expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const events = eventsOf(await answer.text());
    const audio = Buffer.concat(events.map(({ audio: piece = "" }) => Buffer.from(piece, "base64")));
    expect(audio.equals(await original())).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: "speech.audio.done", usage: { input_tokens: 3 } });
  });

  test.each([
    ["refuses", 429],
    ["errs", 429],
    ["vanishes", 502],
    ["empties", 502],
    ["strange", 502],
  ])("a provider that %s is an error of status %i", async (model, status) => {
    const failure = await failureOf(client.audio.speech.create({ ...body, model: `openai/${model}` }));
    expect(failure.status).toBe(status);
  });

  test.each(["cuts", "resets"])("an answer that is half there is torn, when its provider %s", async (model) => {
    const answer = await client.audio.speech.create({ ...body, model: `openai/${model}` });
    expect(answer.status).toBe(200);
    await expect(answer.arrayBuffer()).rejects.toThrow(/terminated|aborted|socket|closed|premature/i);
  });

  test.each(["cuts", "resets", "errs-later"])(
    "events that stop end in an error, and in no done, when its provider %s",
    async (model) => {
      const answer = await client.audio.speech.create({ ...body, model: `openai/${model}`, stream_format: "sse" });
      const events = eventsOf(await answer.text());
      expect(new Set(events.map(({ type }) => type))).toEqual(new Set(["speech.audio.delta", "error"]));
      expect(events.at(-1)).toMatchObject({ type: "error", error: { message: expect.any(String) } });
    },
  );
});

test("a provider that falls silent midway is cut off, and so is its client", async () => {
  const answer = await scene.post(path, { ...body, model: "restless/stalls" });
  expect(answer.status).toBe(200);
  await expect(answer.arrayBuffer()).rejects.toThrow(/terminated|aborted|socket|closed|premature/i);
  expect(await scene.recorded(answer)).toMatchObject([
    { ended: "cut", units: { characters: 12 }, estimated: true, cost_nano: null },
  ]);
});

test.each([{}, { stream_format: "sse" }])("before the first byte another provider can take over: %j", async (fields) => {
  const asked = { ...body, ...fields };
  const answer = await scene.post(path, { ...asked, model: "openai/vanishes", fallbacks: ["spare/tts-1"] });
  expect([answer.status, answer.headers.get("x-bf-provider")]).toEqual([200, "spare"]);
  expect(Buffer.from(await answer.arrayBuffer()).equals(await original(fields))).toBe(true);
});

test.each(["openai/hangs", "openai/stalls"])("a client that leaves takes the call with it: %s", async (model) => {
  const client = new AbortController();
  const answered = scene.post(path, { ...body, model }, { signal: client.signal });
  const [call] = await scene.simulator.waitForCalls(1);
  if (model === "openai/stalls") await (await answered).body!.getReader().read();
  else answered.catch(() => {});
  client.abort();
  expect(await call!.waitForAbort()).toBeGreaterThan(0);
});

test("a long text is paid by its characters, and so is one that comes in events", async () => {
  const input = "ünïcödé 🙂 ".repeat(100);
  for (const fields of [{}, { stream_format: "sse" }]) {
    const answer = await scene.post(path, { ...body, ...fields, input });
    await answer.arrayBuffer();
    const [recorded] = await scene.recorded(answer);
    expect(recorded).toMatchObject({ operation: "speech", ended: "complete", estimated: false, cost_nano: 1000 * 15_000 });
    expect(recorded!.units!["characters"]).toBe(1000);
  }
});

interface Event {
  readonly type: string;
  readonly audio?: string;
}

function eventsOf(text: string): readonly Event[] {
  return text.split("\n\n").flatMap((frame) => {
    const data = /^data: (.*)$/m.exec(frame)?.[1];
    return data === undefined || data === "[DONE]" ? [] : [JSON.parse(data) as Event];
  });
}
