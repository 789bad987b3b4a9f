/** Promise: uploads by the official clients reach the provider unchanged, apart from the model's name, and its answer comes back. */
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { clientKey } from "../start/config.ts";
import { type Client, collect, connect, sdks } from "../start/sdks.ts";
import { openScene, type Scene, until } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.provider.reset());
afterAll(() => scene?.close());

const small = fileOf("speech.mp3", "audio/mpeg", 3000);
const large = fileOf('a "quoted" über.wav', "audio/wav", 3_000_000);
const picture = fileOf("otter.png", "image/png", 200_000);
const mask = fileOf("mask.png", "image/png", 70_000);

describe.each(sdks)("$name", ({ sdk }) => {
  let client: Client;
  beforeAll(() => {
    client = connect(sdk, scene.gateway, clientKey);
  });

  test.each([
    ["in memory", small],
    ["in a file", large],
  ])("transcribes a file that waits %s", async (_where, sent) => {
    const answer = await client.audio.transcriptions.create({
      file: sent.file(),
      model: "openai/whisper-1",
      language: "de",
      temperature: 0.5,
      timestamp_granularities: ["word", "segment"],
    });
    expect(answer.text).toContain(`${sent.size} bytes that begin to hash with ${sent.sha256.slice(0, 16)}`);
    expect(answer).toMatchObject({ extra_fields: { request_type: "transcription", provider: "openai" } });
    expect(form()).toEqual({
      file: sent.seen,
      model: "whisper-1",
      language: "de",
      temperature: 0.5,
      "timestamp_granularities[]": ["word", "segment"],
    });
  });

  test.each([
    ["text", /^You sent/],
    ["srt", /^1\n00:/],
    ["vtt", /^WEBVTT\n/],
  ] as const)("hands on a transcript as %s", async (response_format, begins) => {
    const answer: unknown = await client.audio.transcriptions.create({
      file: small.file(),
      model: "openai/whisper-1",
      response_format,
    });
    expect(answer).toMatch(begins);
    expect(answer).toContain(`${small.size} bytes`);
  });

  test("streams a transcript", async () => {
    const stream = await client.audio.transcriptions.create({
      file: small.file(),
      model: "openai/gpt-4o-transcribe",
      stream: true,
    });
    const events = await collect(stream);
    const said = events.map((event) => (event.type === "transcript.text.delta" ? event.delta : "")).join("");
    expect(events.at(-1)).toMatchObject({ type: "transcript.text.done", text: said, usage: { type: "tokens" } });
    expect(said).toContain(`${small.size} bytes`);
    expect(form()).toMatchObject({ stream: true, model: "gpt-4o-transcribe" });
  });

  test("translates", async () => {
    const answer = await client.audio.translations.create({ file: large.file(), model: "openai/whisper-1" });
    expect(answer.text).toContain(large.sha256.slice(0, 16));
  });

  test("edits images", async () => {
    const answer = await client.images.edit({
      model: "openai/gpt-image-1",
      image: [picture.file(), small.file()],
      mask: mask.file(),
      prompt: "an otter\r\n--with a beret; größer",
      n: 2,
    });
    expect(answer.data).toHaveLength(2);
    expect(form()).toEqual({
      model: "gpt-image-1",
      "image[]": [picture.seen, small.seen],
      mask: mask.seen,
      prompt: "an otter\r\n--with a beret; größer",
      n: 2,
    });
  });

  test("streams an edit", async () => {
    const stream = await client.images.edit({ model: "openai/gpt-image-1", image: picture.file(), prompt: "x", stream: true });
    expect((await collect(stream)).map(({ type }) => type)).toEqual(["image_edit.partial_image", "image_edit.completed"]);
  });

  test("varies an image", async () => {
    const answer = await client.images.createVariation({ model: "openai/dall-e-2", image: picture.file(), n: 3 });
    expect(answer.data).toHaveLength(3);
    expect(form()).toEqual({ model: "dall-e-2", image: picture.seen, n: 3 });
  });

  test("tries the next target with the same file when the first one fails", async () => {
    scene.provider.script([{ model: "whisper-1", status: 500 }]);
    const answer = await client.audio.transcriptions.create({
      file: large.file(),
      model: "openai/whisper-1",
      ...({ fallbacks: ["other/whisper-2"] } as object),
    });
    expect(answer.text).toContain(large.sha256.slice(0, 16));
    expect(scene.provider.calls.map(({ form: seen }) => seen)).toEqual([
      { file: large.seen, model: "whisper-1" },
      { file: large.seen, model: "whisper-2" },
    ]);
  });

  test("the error of a provider is the client's", async () => {
    scene.provider.script([{ status: 400 }]);
    const asked = client.audio.transcriptions.create({ file: large.file(), model: "openai/whisper-1" });
    await expect(asked).rejects.toMatchObject({ status: 400, code: "invalid_value" });
  });
});

test("nothing of it stays behind", async () => {
  await until(async () => (await scene.kept()) === 0, "uploads were left open");
  expect(await scene.kept()).toBe(0);
});

function form(): object | undefined {
  return scene.provider.calls.at(-1)?.form;
}

function fileOf(filename: string, type: string, size: number) {
  const bytes = randomBytes(size);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  // As browsers and SDKs write a quote.
  const seen = { filename: filename.replaceAll('"', "%22"), type, size, sha256 };
  return { file: () => new File([bytes], filename, { type }), size, sha256, seen };
}
