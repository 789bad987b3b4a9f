/** Promise: on SQLite and memory a restart keeps keys, money and windows, even after kill -9, and the files contain no usable key. */
import { type Simulator, startSimulator } from "@headgate/simulator";
import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { RunningGateway } from "../start/gateway.ts";
import { ask, createKey, decision, rotateKey, until, usedOf } from "./asking.ts";
import { callCost, newFolder, startGoverned, usage } from "./scene.ts";

let simulator: Simulator;
beforeAll(async () => void (simulator = await startSimulator({ faults: [{ usage }] })));
afterAll(() => simulator?.close());

describe.each(["SIGTERM", "SIGKILL"] as const)("after %s and a start on the same files", (signal) => {
  test("keys are known, and budgets and windows go on where they were", async () => {
    const { folder, remove } = newFolder();
    onTestFinished(remove);
    const first = await started(folder);
    const key = await createKey(first, {
      budget: { max_limit: (5 * callCost) / 1e9, reset_duration: "1d" },
      rate_limit: { request_max_limit: 7, request_reset_duration: "1h", token_max_limit: 1_000_000, token_reset_duration: "1M" },
    });
    const strict = await createKey(first, { rate_limit: { request_max_limit: 3, request_reset_duration: "1h" } });
    const off = await createKey(first, { is_active: false });
    for (const it of [strict, strict, key, key, key]) expect(decision(await ask(first, "chat", it))).toBe("200");
    const before = await usedOf(first, key);
    expect(before).toMatchObject({
      budget: { current_usage: (3 * callCost) / 1e9 },
      rate_limit: { request_current_usage: 3, token_current_usage: 330 },
    });
    // What a kill may forget is what was counted since the last flush.
    if (signal === "SIGKILL") await until(async () => (flushed(folder, [3 * callCost, 330]) ? true : undefined));
    expect(await first.stop(signal)).toBe(signal === "SIGKILL" ? null : 0);
    const second = await started(folder);
    expect(await usedOf(second, key)).toEqual(before);
    const said: string[] = [];
    for (const it of [key, key, key, strict, strict, off]) said.push(decision(await ask(second, "chat", it)));
    expect(said).toEqual(["200", "200", "402 budget_exceeded", "200", "429 request_limited", "403 virtual_key_blocked"]);
    expect((await usedOf(second, key)).budget.current_usage).toBe((5 * callCost) / 1e9);
  });
});

test("the files hold digests of virtual keys and no value that could be used, before and after they are rotated", async () => {
  const { folder, remove } = newFolder();
  onTestFinished(remove);
  const gateway = await started(folder);
  const values: string[] = [];
  for (let i = 0; i < 5; i++) {
    const key = await createKey(gateway, { budget: { max_limit: 1, reset_duration: "1d" } });
    expect(decision(await ask(gateway, "chat", key))).toBe("200");
    const rotated = await rotateKey(gateway, key);
    expect(decision(await ask(gateway, "chat", rotated))).toBe("200");
    expect(decision(await ask(gateway, "chat", key))).toBe("403 virtual_key_not_found");
    values.push(key.value, rotated.value);
  }
  expect(new Set(values).size).toBe(10);
  expect(values.every((value) => /^sk-bf-[\da-f-]{36}$/.test(value))).toBe(true);
  // The log beside the database counts as well, and what the end writes.
  const running = contents(folder) + gateway.stdout() + gateway.stderr();
  expect(await gateway.stop()).toBe(0);
  const ended = contents(folder) + gateway.stdout() + gateway.stderr();
  for (const text of [running, ended]) {
    expect(text).not.toMatch(/sk-bf-/i);
    for (const value of values) expect(text).not.toContain(value.slice("sk-bf-".length));
    // It is the right place to look: their digests are there.
    for (const value of values.filter((_, i) => i % 2 === 1)) expect(text).toContain(hash("sha256", value, "hex"));
  }
});

async function started(folder: string): Promise<RunningGateway> {
  const gateway = await startGoverned(simulator, { folder });
  onTestFinished(async () => void (await gateway.stop("SIGKILL")));
  return gateway;
}

function contents(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"))
    .join("\n");
}

/** Whether these counts have reached the disk. */
function flushed(folder: string, counts: readonly number[]): boolean {
  const file = join(folder, "counters.json");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return counts.every((count) => text.includes(`,${count}]`));
}
