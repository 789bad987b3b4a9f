/** Keeps every example in every README true: configs are accepted, code compiles, and each fits a screen. */
import { existsSync } from "node:fs";
import { join } from "node:path";

import { parseConfig, resolvePlugins } from "@headgate/config";
import { catalogue } from "@headgate/providers";
import { describe, expect, test } from "vitest";

import { complaints } from "./compile.ts";
import { type Block, blocksOf } from "./readme.ts";
import { published, read, root } from "./workspaces.ts";

const SCREEN = 70;

const wanted = published.map((one) => [`${one.folder}/README.md`, one] as const);
const readmes = [...wanted.map(([path]) => path), "README.md"].filter((path) => existsSync(join(root, path)));
const blocks = readmes.flatMap(blocksOf);
const configs = blocks.filter(({ language }) => language === "json").flatMap(asConfig);
const code = blocks.filter(({ language }) => language === "ts");

describe.each(wanted)("%s", (path, { manifest }) => {
  test("is there, is named for its package, and fits a screen", () => {
    expect(existsSync(join(root, path)), `${path} is missing: a package without a README is not published`).toBe(true);
    const lines = read(path).trimEnd().split("\n");
    expect(lines[0]).toBe(`# ${manifest.name}`);
    expect(lines.length, `${path} has ${lines.length} lines`).toBeLessThanOrEqual(SCREEN);
  });
});

test.each(configs)("the gateway accepts the config at $at", async ({ text, raw, file }) => {
  const config = parseConfig(raw, environmentOf(text), { file, catalogue });
  await expect(resolvePlugins(config.plugins, { file })).resolves.toHaveLength(config.plugins.length);
});

test("the code compiles", { timeout: 60_000 }, () => {
  expect(code.length).toBeGreaterThan(0);
  expect(complaints(code)).toEqual([]);
});

test("code that does not compile is found, at its own line", { timeout: 60_000 }, () => {
  const text = 'import { Reply } from "@headgate/core";\n\nconst reply: Reply = 5;\n';
  const [first = ""] = complaints([{ readme: "x/README.md", line: 10, language: "ts", text }]);
  expect(first).toMatch(/^x\/README\.md:1[02] error TS/);
});

interface Example {
  readonly at: string;
  readonly text: string;
  readonly raw: unknown;
  readonly file: string;
}

/** A whole config, or one entry of its plugin list; any other JSON is not checked. */
function asConfig({ readme, line, text }: Block): readonly Example[] {
  const found = { at: `${readme}:${line}`, text, file: join(root, "headgate.config.json") };
  const value: unknown = JSON.parse(text);
  if (Array.isArray(value)) return /plugin-/.test(String(value[0])) ? [{ ...found, raw: { plugins: [value] } }] : [];
  const isWhole = typeof value === "object" && value !== null && ("plugins" in value || "providers" in value);
  return isWhole ? [{ ...found, raw: value }] : [];
}

/** A README may name any variable: what matters is that the config is valid once they are set. */
function environmentOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...text.matchAll(/"env\.(\w+)"/g)].map(([, name = ""]) => [name, `value-of-${name.toLowerCase()}`]));
}
