/** Promise: files of 100 MB go up and come down through a gateway that has not got 100 MB for them. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { afterAll, expect, test } from "vitest";
import { openScene } from "./scene.ts";

const scene = await openScene();
const { provider, ask, gateway } = scene;
afterAll(() => scene.close());

const megabyte = 1_000_000;
const mostMore = 64 * 1024 * 1024;

test("two files of 100 MB, up and down, need less than 64 MiB more than one of 1 MB", { timeout: 60_000 }, async () => {
  await upAndDown(megabyte);
  const before = await peakBytes();
  for (let i = 0; i < 2; i++) await upAndDown(100 * megabyte);
  const more = (await peakBytes()) - before;
  expect(more, `${Math.round(more / 1024 / 1024)} MiB`).toBeLessThan(mostMore);
});

async function upAndDown(size: number): Promise<void> {
  const bytes = randomBytes(size);
  provider.answers.set(
    "/base/files/f/content",
    (response) => void response.writeHead(200, { "content-type": "application/octet-stream", "content-length": size }).end(bytes),
  );
  const headers = { "content-type": "multipart/form-data; boundary=b" };
  const uploaded = await ask("/v1/files", { method: "POST", headers, body: bytes });
  expect([uploaded.status, ((await uploaded.json()) as { bytes: number }).bytes]).toEqual([200, size]);
  expect(provider.received.pop()!.body.equals(bytes)).toBe(true);
  const response = await ask("/v1/files/f/content");
  let got = 0;
  for await (const chunk of response.body!) got += chunk.length;
  expect([response.headers.get("content-length"), got]).toEqual([String(size), size]);
}

/** The most that was ever resident. */
async function peakBytes(): Promise<number> {
  const status = await readFile(`/proc/${gateway.pid}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
