/** Folders of state are for their owner, and one that cannot be made is an error at once. */
import { createDatabase, makeFolder } from "@headgate/db";
import { createClock } from "@headgate/testkit";
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "headgate-folder-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("makes what is missing, for its owner only, and leaves what is there as it is", () => {
  const folder = newFolder();
  chmodSync(folder, 0o755);
  makeFolder(join(folder, "a/b"));
  makeFolder(join(folder, "a/b"));
  expect(["", "a", "a/b"].map((path) => statSync(join(folder, path)).mode & 0o777)).toEqual([0o755, 0o700, 0o700]);
});

test("throws where a file is in the way", () => {
  const folder = newFolder();
  writeFileSync(join(folder, "file"), "");
  expect(() => makeFolder(join(folder, "file/a"))).toThrow("file/a");
});

test.runIf(process.platform === "linux")("throws where nothing can be made, and so does a database there", async () => {
  expect(() => makeFolder("/proc/nothing/here")).toThrow("mkdir '/proc/nothing'");
  const parts = { log: console, clock: createClock() };
  await expect(createDatabase({ driver: "sqlite", file: "/proc/nothing/here/a.db" }, parts)).rejects.toMatchObject({
    refusal: { code: "database_unavailable" },
    cause: { message: expect.stringContaining("mkdir '/proc/nothing'") },
  });
});
