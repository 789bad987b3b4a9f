/** The usage text lists all parts and says what each measures. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parts, usage } from "../parts.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));

function bench(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const node = ["--import", import.meta.resolve("tsx"), "--conditions=@headgate/source"];
  return spawnSync(process.execPath, [...node, main, ...args], { encoding: "utf8" });
}

test("every part has its line", () => {
  for (const [name, { measures }] of Object.entries(parts)) expect(usage()).toMatch(new RegExp(`^  ${name} +${measures}$`, "m"));
});

test("--help prints them and ends with 0", () => {
  expect(bench("--help")).toMatchObject({ status: 0, stdout: `${usage()}\n`, stderr: "" });
});

test.each([
  ["lode", "unknown part lode"],
  ["--quik", "Unknown option '--quik'"],
])("%s ends with 1, after what is wrong and what there is", (wrong, said) => {
  const { status, stdout, stderr } = bench(wrong);
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(new RegExp(`^bench: ${said}`));
  expect(stderr).toContain(usage());
});
