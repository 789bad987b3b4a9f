/** Promise: the guide works to the letter: each curl, each JavaScript call, each row of its error table. Only the address is ours. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { type Block, blocks, rows } from "./blocks.ts";
import { k6 } from "./k6.ts";
import { type Answer, messages, openCrowded, openScene, type Scene } from "./scene.ts";

const run = promisify(execFile);

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
beforeEach(() => scene.simulator.reset());
afterAll(() => scene?.close());

const here = (text: string): string => text.replaceAll("http://localhost:8000", scene.gateway.url);
/** jq only shows to people what came. */
const bare = (command: string): string => command.replaceAll(/ \| jq .*$/gm, "");

describe("the curl of", () => {
  const reply = { choices: [{ message: { role: "assistant", content: expect.any(String) as string } }] };
  const json = (said: string): unknown => JSON.parse(said);
  const count = (pattern: RegExp) => (said: string) => said.match(pattern)?.length;
  const checks: Readonly<Record<string, { readonly read: (said: string) => unknown; readonly is: unknown }>> = {
    "1. List Available Models": { read: json, is: { object: "list", data: [{ object: "model", owned_by: "inferno" }, {}, {}] } },
    "2. Simple Chat Completion": { read: json, is: reply },
    "3. Streaming Chat": { read: count(/^data: \{[^]*\ndata: \[DONE\]\n/g), is: 1 },
    "4. Embeddings": { read: json, is: { data: [{ embedding: expect.any(Array) as unknown[] }] } },
    "5. Error Scenario - Invalid Temperature": {
      read: json,
      is: { error: { message: "temperature must be between 0 and 2", param: "temperature" } },
    },
    "Latency Testing": { read: json, is: reply },
    "Throughput Testing": { read: count(/^Request \d+ completed$/gm), is: 100 },
    "Streaming Performance": { read: (said) => Number(said) > 4, is: true },
  };
  /** Of the provider, where it is not one. */
  const asked: Readonly<Record<string, number>> = {
    "1. List Available Models": 0,
    "5. Error Scenario - Invalid Temperature": 0,
    "Throughput Testing": 100,
  };
  const curls = blocks.filter(({ language, text }) => language === "bash" && /\bcurl\b/.test(text));

  test("each place that has one is checked here", () => {
    expect(curls.map(({ heading }) => heading)).toEqual(Object.keys(checks));
  });

  test.each(curls)("$heading", { timeout: 60_000 }, async ({ heading, text }) => {
    const before = scene.simulator.calls.length;
    const { stdout } = await run("bash", ["-c", bare(here(text))]);
    const { read, is } = checks[heading]!;
    // One that is an object may hold more than is asked of it.
    expect({ said: read(stdout) }).toMatchObject({ said: is });
    // The guide throws a hundred answers away: they were answers all the same.
    expect(scene.simulator.calls.length - before).toBe(asked[heading] ?? 1);
  });
});

describe("the JavaScript of", () => {
  const scripts = blocks.filter(({ language, text }) => language === "javascript" && /fetch\(|http\.post\(/.test(text));

  /** What it prints. */
  async function output({ text }: Block, after = ""): Promise<string> {
    const folder = mkdtempSync(join(tmpdir(), "headgate-guide-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const [name, content] of Object.entries(k6)) {
      mkdirSync(join(folder, "node_modules", "k6"), { recursive: true });
      writeFileSync(join(folder, "node_modules", "k6", name), content);
    }
    writeFileSync(join(folder, "guide.mjs"), here(text));
    writeFileSync(join(folder, "main.mjs"), `import * as guide from "./guide.mjs";\n${after}`);
    const { stdout } = await run(process.execPath, [join(folder, "main.mjs")]);
    return stdout;
  }

  test("each place that calls is played here", () => {
    expect(scripts.map(({ heading }) => heading)).toEqual(["Test Using JavaScript/Node.js", "Using k6"]);
  });

  test("Node.js: a chat is printed, then a stream to its end", async () => {
    const [answer = "", ...stream] = (await output(scripts[0]!)).split("\n");
    expect(answer).toContain("Hello");
    expect(stream.join("\n")).toMatch(/^data: \{[^]*data: \[DONE\]/);
  });

  test("k6: both of its checks hold", async () => {
    const said = await output(scripts[1]!, "for (let i = 0; i < 5; i++) guide.default();");
    expect(said.trim().split("\n")).toEqual(Array.from({ length: 5 }, () => '{"status is 200":true,"has choices":true}'));
  });
});

describe("the error table:", () => {
  const chat = (fields: object) => (): Promise<Answer> => scene.chat(fields);
  const crash = { error: { message: "inference failed: the model crashed", type: "internal_error", param: null, code: null } };
  const asks: Readonly<Record<string, () => Promise<Answer>>> = {
    "Missing model": () => scene.post("/v1/chat/completions", { messages }),
    "Invalid temperature": chat({ temperature: 3.0 }),
    "Invalid top_p": chat({ top_p: 1.5 }),
    "Invalid max_tokens": chat({ max_tokens: 0 }),
    "Empty embedding input": () => scene.embed({ input: "" }),
    "Embedding too long": () => scene.embed({ input: "a".repeat(8001) }),
    "Unknown model": chat({ model: "unknown" }),
    "Invalid endpoint": () => scene.get("/v1/invalid"),
    "Backend crash": async () => {
      scene.simulator.script([{ status: 500, body: crash }]);
      return scene.chat({});
    },
    "Memory exhaustion": async () => {
      const crowded = await openCrowded();
      onTestFinished(() => crowded.close());
      return crowded.embed({ input: Array.from({ length: 2000 }, () => "large batch") });
    },
    Timeout: async () => {
      scene.simulator.script([{ hang: true }]);
      return scene.chat({ model: "hasty/slow" });
    },
  };

  test("each of its rows is asked here", () => {
    expect(rows.map(({ scenario }) => scenario)).toEqual(Object.keys(asks));
  });

  test.each(rows)('$scenario is $status, "$says"', async ({ scenario, status, says }) => {
    const answer = await asks[scenario]!();
    expect(answer.status).toBe(status);
    expect(answer.error.message).toContain(says);
  });
});
