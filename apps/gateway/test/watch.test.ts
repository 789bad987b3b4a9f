/** A changed file is noticed, whenever it changes and by whichever way. */
import { pbkdf2 } from "node:crypto";
import { mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { watchFile } from "../src/watch.ts";

let file: string;
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "headgate-watch-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  file = join(folder, "config");
  writeFileSync(file, "first");
});

/** Returns how often it has reported a change. */
function watched(): () => number {
  const changed = vi.fn<() => void>();
  onTestFinished(watchFile(file, "first", changed));
  return () => changed.mock.calls.length;
}
const patient = { timeout: 15_000, interval: 20 };

test("a change right after the start is seen, even when everything that reads files is busy", async () => {
  for (let thread = 0; thread < 8; thread++) pbkdf2("a", "b", 100_000, 32, "sha256", () => {});
  const times = watched();
  writeFileSync(file, "second");
  await expect.poll(times, patient).toBe(1);
});

test("a change before the start is seen", async () => {
  writeFileSync(file, "second");
  await expect.poll(watched(), patient).toBe(1);
});

test("each new content counts once, where another file takes the name and where none has it for a while", async () => {
  const times = watched();
  const replace = (content: string): void => {
    writeFileSync(`${file}.next`, content);
    renameSync(`${file}.next`, file);
  };
  replace("second");
  await expect.poll(times, patient).toBe(1);
  unlinkSync(file);
  replace("third");
  await expect.poll(times, patient).toBe(2);
  replace("third");
  replace("first");
  await expect.poll(times, patient).toBe(3);
});
