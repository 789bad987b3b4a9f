/** Inference is refused while the process holds too much, and only then. */
import { definePlugin, type PluginUse } from "@headgate/core";
import requestGuard from "@headgate/plugin-request-guard";
import { createHost, openPipeline, type OpenPipeline, type TestHost } from "@headgate/testkit";
import { ResidentMemory } from "@headgate/words";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { fine } from "./scene.ts";

const mebibyte = 1_048_576;

/** Whoever runs the process, with what it holds and how often it was asked. */
class Process {
  megabytes = 10;
  reads = 0;
  readonly use: PluginUse = definePlugin({
    api: 1,
    name: "process",
    config: z.strictObject({}),
    offers: [ResidentMemory],
    setup: (host) => {
      host.offer(ResidentMemory, () => ((this.reads += 1), this.megabytes * mebibyte));
      return {};
    },
  })({});
}

async function openScene(): Promise<OpenPipeline & { readonly process: Process; readonly host: TestHost }> {
  const process = new Process();
  const host = createHost();
  const uses = [requestGuard({ maxResidentMegabytes: 100 }), process.use];
  return { ...(await openPipeline(uses, { host, send: (_x, call) => fine(call) })), process, host };
}

describe("a process that holds", () => {
  test.each([
    [99, 200],
    [100, 200],
    [100.1, 507],
  ])("%d of 100 MiB answers %i", async (megabytes, status) => {
    const scene = await openScene();
    scene.process.megabytes = megabytes;
    expect((await scene.send()).status).toBe(status);
    await scene.close();
  });
});

test("the refusal is an insufficient_memory that asks nobody to try again", async () => {
  const scene = await openScene();
  scene.process.megabytes = 200;
  const { error, headers, outcome } = await scene.send();
  expect(error).toMatchObject({ code: "insufficient_memory", status: 507, message: "insufficient memory", by: "request-guard" });
  expect(headers).toEqual({ "x-should-retry": "false" });
  expect(outcome.call).toBeUndefined();
  await scene.close();
});

test("it goes before every other fault, and touches inference only", async () => {
  const scene = await openScene();
  scene.process.megabytes = 200;
  expect((await scene.send({ json: { temperature: 9 } })).status).toBe(507);
  expect((await scene.send({ inference: false, path: "/x" })).status).toBe(200);
  await scene.close();
});

test("memory is read every 100 ms at most, also after the clock was set back, and each turn is logged once", async () => {
  const scene = await openScene();
  const { process, host } = scene;
  const ask = async (): Promise<number> => (await scene.send()).status;
  expect([await ask(), await ask()]).toEqual([200, 200]);
  expect(process.reads).toBe(1);
  process.megabytes = 200;
  await host.clock.advance(99);
  expect([await ask(), process.reads]).toEqual([200, 1]);
  await host.clock.advance(1);
  expect([await ask(), await ask(), process.reads]).toEqual([507, 507, 2]);
  process.megabytes = 50;
  await host.clock.advance(100);
  expect([await ask(), process.reads]).toEqual([200, 3]);
  expect(host.logged.filter(({ message }) => message.includes("memory"))).toMatchObject([
    { level: "warn", fields: { residentMegabytes: 200, maxResidentMegabytes: 100 } },
    { level: "info", fields: { residentMegabytes: 50 } },
  ]);
  await scene.close();
});

test("does not start with a limit if nobody offers the service", async () => {
  const opened = openPipeline([requestGuard({ maxResidentMegabytes: 100 })], { send: (_x, call) => fine(call) });
  await expect(opened).rejects.toThrow('maxResidentMegabytes needs the service "resident-memory"');
});

test("without a limit nobody needs to offer it", async () => {
  const open = await openPipeline([requestGuard({})], { send: (_x, call) => fine(call) });
  expect((await open.send()).status).toBe(200);
  await open.close();
});
