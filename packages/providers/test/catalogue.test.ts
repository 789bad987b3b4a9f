/** The catalogue is sound data, and its README says all of it. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { catalogue, providersTable } from "../src/index.ts";

const placeholders = (text: string): readonly string[] => Array.from(text.matchAll(/\{(\w+)\}/g), ([, name]) => name!);

describe.each(catalogue.map((known) => [known.name, known] as const))("%s", (name, known) => {
  const { title, docs, dialect, baseUrl, options = {}, key, operations, quirks = {} } = known;

  test("says where it is, over TLS unless on this machine, and where that is documented", () => {
    expect([name, title]).toEqual([expect.stringMatching(/^[a-z][a-z0-9-]*$/), expect.stringMatching(/\w/)]);
    expect(docs).toMatch(/^https:\/\//);
    const { protocol, hostname } = new URL(baseUrl.replaceAll(/\{\w+\}/g, "x"));
    expect(protocol).toBe(hostname === "127.0.0.1" ? "http:" : "https:");
    expect(quirks.allowPrivateNetwork ?? false).toBe(hostname === "127.0.0.1");
    expect(baseUrl).not.toMatch(/\/$/);
  });

  test("asks for what its address needs, and for nothing else", () => {
    const elsewhere = Object.values(options).flatMap(({ baseUrls = {} }) => Object.values(baseUrls));
    const own = placeholders(JSON.stringify([baseUrl, elsewhere, quirks]));
    const used = new Set(own.filter((each) => each !== "path" && each !== "model"));
    expect([...used].toSorted()).toEqual(Object.keys(options).toSorted());
  });

  test("can be served without a config by what the environment says, or not at all", () => {
    const lacks = Object.values(options).some((option) => option.default === undefined && option.variables === undefined);
    expect(lacks && key.variables.length > 0).toBe(false);
    // The first two belong together.
    expect(key.parts?.length).not.toBe(1);
  });

  test("serves operations that the gateway knows", () => {
    expect(operations.filter((each) => !served[dialect]?.includes(each))).toEqual([]);
    expect(new Set(operations).size).toBe(operations.length);
  });
});

test("no name and no variable stands for two", () => {
  const names = catalogue.map(({ name }) => name);
  const variables = catalogue.flatMap(({ key }) => key.variables);
  expect([new Set(names).size, new Set(variables).size]).toEqual([names.length, variables.length]);
});

test("the README has the table", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  expect(/<!-- providers -->\n([^]*)\n<!-- \/providers -->/.exec(readme)?.[1]).toBe(providersTable());
});

test("every test that the table names is there", () => {
  const files = Array.from(providersTable().matchAll(/`([\w/.-]+\.test\.ts) › ([\w-]+)`/g), ([, file, name]) => [file!, name!]);
  expect(files.map(([, name]) => name)).toEqual(catalogue.map(({ name }) => name));
  for (const [file, name] of files) {
    const text = readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
    expect(text).toContain(`name: "${name}"`);
  }
});

/** As exchanges call them. */
const served: Readonly<Record<string, readonly string[]>> = {
  openai: [
    "chat",
    "completions",
    "responses",
    "input_tokens",
    "compact",
    "embeddings",
    "moderations",
    "speech",
    "transcriptions",
    "translations",
    "image_generations",
    "image_edits",
    "image_variations",
    "rerank",
    "ocr",
  ],
  anthropic: ["messages", "count_tokens"],
  gemini: ["generate", "count_tokens", "embed_content", "batch_embed_contents"],
};
