import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Client, startClient } from "../load/client.ts";
import { gatewayMarks } from "../load/sides.ts";
import { root, type Running, startListening } from "../machine/spawn.ts";
import { smoke } from "../mode.ts";

test("every bench gets the right answer from every side that it times", { timeout: 180_000 }, async () => {
  const child = spawn(smoke.node[0]!, [...smoke.node.slice(1), join(root, "benchmarks/main.ts"), "--quick"], { cwd: root });
  let said = "";
  for (const output of [child.stdout, child.stderr]) output.on("data", (text: Buffer) => (said += text.toString()));
  const [code] = (await once(child, "close")) as [number];
  expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/(answers checked[^]*){7}/) });
});

describe("the client of the load benches", () => {
  let upstream: Running & { readonly port: number };
  let client: Client;
  beforeAll(async () => {
    client = startClient();
    upstream = await startListening("upstream.mjs", { core: "around" });
  });
  afterAll(async () => {
    await Promise.all([client, upstream].map((running) => running?.stop()));
  });
  const order = { connections: 1, each: 2, headers: [], marks: [] };

  test.each([
    ["json", 0],
    ["body", 0],
    ["stream", 404],
    ["burst", 44],
  ] as const)("counts %s answers and their %i events", async (kind, all) => {
    const { answers, bad, events } = await client.run({ ...order, kind, port: upstream.port });
    expect([answers, bad, events]).toEqual([2, 0, all]);
  });

  test.each(["json", "stream"] as const)("does not take a %s answer for a gateway's that no gateway has seen", async (kind) => {
    const { bad, problem } = await client.run({ ...order, kind, port: upstream.port, marks: gatewayMarks });
    expect([bad, problem]).toEqual([2, "x-bf-provider: openai is missing"]);
  });
});
