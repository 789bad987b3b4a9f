/** Promise: speech arrives byte for byte, at once or as a job, and its characters are paid for. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clientKey, localProvider } from "../start/config.ts";
import { connect, openai7 } from "../start/sdks.ts";
import { openScene, type Scene } from "./scene.ts";
import { type Speaker, startSpeech } from "./speech.ts";
import { readWave } from "./wave.ts";

let model: Speaker;
let scene: Scene;
beforeAll(async () => {
  model = await startSpeech();
  const local = localProvider(model, { models: ["flite"] });
  scene = await openScene({ local }, { flite: { character: 0.000_015 } });
});
afterAll(async () => {
  await scene?.close();
  await model?.close();
});

const texts = [
  "Good morning.",
  "Good morning. The gate is open.",
  "Good morning. The gate is open. Water runs into the fields below.",
];
const asked = { model: "local/flite", voice: "slt", response_format: "wav" } as const;

function paidFor(input: string): object {
  const units = { characters: input.length };
  return { operation: "speech", ended: "complete", units, estimated: false, cost_nano: input.length * 15_000 };
}

async function speak(input: string, voice: string = asked.voice): Promise<Buffer> {
  const client = connect(openai7, scene.gateway, clientKey);
  const answer = await client.audio.speech.create({ ...asked, input, voice });
  expect([answer.headers.get("content-type"), answer.headers.get("x-bf-provider")]).toEqual(["audio/wav", "local"]);
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect(bytes.equals(model.spoken.at(-1)!)).toBe(true);
  expect(model.asked.at(-1)).toEqual({ ...asked, model: "flite", input, voice });
  expect(await scene.recorded(answer.headers.get("x-request-id")!)).toMatchObject([paidFor(input)]);
  return bytes;
}

test("what is spoken is sound, and takes longer the more is said", async () => {
  const waves = [];
  for (const text of texts) waves.push(readWave(await speak(text)));
  const seconds = waves.map((wave) => wave.seconds);
  for (const [i, text] of texts.entries()) {
    expect(waves[i]!.peak).toBeGreaterThan(3000);
    // Speech is some 15 characters a second.
    expect(seconds[i]! / text.length).toBeGreaterThan(1 / 30);
    expect(seconds[i]! / text.length).toBeLessThan(1 / 5);
    expect(seconds[i]!).toBeGreaterThan((seconds[i - 1] ?? 0) + 0.5);
  }
});

test("the same words in another voice are other sound", async () => {
  const [one, same, other] = [await speak(texts[0]!), await speak(texts[0]!), await speak(texts[0]!, "rms")];
  expect(same.equals(one)).toBe(true);
  expect(other.equals(one)).toBe(false);
});

describe("a job", () => {
  test("ends in the same sound, in its envelope and alone", async () => {
    const now = await speak(texts[1]!);
    const job = await scene.job("audio/speech", { ...asked, input: texts[1] });
    expect(job).toMatchObject({ status: "completed", status_code: 200 });
    expect(job.result).toEqual({ content_type: "audio/wav", audio: now.toString("base64") });
    const alone = await scene.get(`/v1/async/audio/speech/${job.id}/content`);
    expect([alone.status, alone.headers.get("content-type")]).toEqual([200, "audio/wav"]);
    expect(Buffer.from(await alone.arrayBuffer()).equals(model.spoken.at(-1)!)).toBe(true);
    expect(await scene.recorded(job.request_id)).toMatchObject([paidFor(texts[1]!)]);
  });

  test("that the model refuses has failed, with its status", async () => {
    const job = await scene.job("audio/speech", { ...asked, input: texts[0], response_format: "opus" });
    expect([job.status, job.status_code, job.error]).toMatchObject([
      "failed",
      422,
      { error: { message: expect.stringMatching(/expected wav, found opus/) } },
    ]);
  });
});
