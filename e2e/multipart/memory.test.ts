/** Promise: an upload of 100 MB passes through a gateway that does not have 100 MB for it. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openScene, type Scene } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene?.close());

const megabyte = 1_000_000;
const mostMore = 64 * 1024 * 1024;

test("three uploads of 100 MB need less than 64 MiB more than one of 1 MB", { timeout: 180_000 }, async () => {
  await upload(megabyte);
  const before = await peakBytes();
  for (let i = 0; i < 3; i++) await upload(100 * megabyte);
  const more = (await peakBytes()) - before;
  expect(more, `${Math.round(more / 1024 / 1024)} MiB`).toBeLessThan(mostMore);
});

async function upload(size: number): Promise<void> {
  const form = new FormData();
  form.append("model", "openai/whisper-1");
  form.append("file", new Blob([randomBytes(size)], { type: "audio/mpeg" }), "speech.mp3");
  const response = await scene.post("/v1/audio/transcriptions", form);
  const answer: unknown = await response.json();
  expect(answer).toMatchObject({ text: expect.stringContaining(`${size} bytes`) as string });
}

/** The peak resident size. */
async function peakBytes(): Promise<number> {
  const status = await readFile(`/proc/${scene.gateway.pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
