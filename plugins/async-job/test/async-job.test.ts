/** The plugin as any other: what all must keep, whether a request waits or becomes a job. */
import { definePlugin, type Hooks, type Host, type Reply } from "@headgate/core";
import { createDatabase } from "@headgate/db";
import asyncJob from "@headgate/plugin-async-job";
import {
  callOf,
  conform,
  type ConformCase,
  createHost,
  exchangeOf,
  openPipeline,
  scriptedSend,
  type TestRequest,
} from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { at, caller, openScene } from "./async-job-scene.ts";

// conform() hands out hosts without a database, and opens pipelines without a guard, which admin routes need.
const alone = definePlugin({
  ...asyncJob.spec,
  async setup(bare, options): Promise<Hooks> {
    const db = await createDatabase({ driver: "sqlite", file: ":memory:" }, bare);
    const host: Host = { ...bare, db };
    const { routes = [], close, ...hooks } = await asyncJob.spec.setup(host, options);
    return {
      ...hooks,
      routes: routes.filter(({ access }) => access !== "admin"),
      async close() {
        await close!();
        await db.close();
      },
    };
  },
});

// Each statement asks for the time by itself, in kysely; that the plugin does not is read from its source, in e2e/house.
const cases = (request: TestRequest): readonly ConformCase[] =>
  conform(alone, {}, { before: [caller], request }).filter(({ name }) => name !== "takes time and randomness from its host only");

test.each(cases({}))("$name", async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

describe("where requests become jobs", () => {
  test.each(cases({ path: at }))("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

test("does not start without a database, and says what to configure", async () => {
  const opened = openPipeline([caller, asyncJob({})], { send: scriptedSend([]), host: createHost() });
  await expect(opened).rejects.toThrow(/database.*configure `state`/);
});

test("leaves a request that does not ask for it alone, and adds no promise", async () => {
  const { open } = await openScene();
  const { send } = open.pipeline;
  const x = exchangeOf();
  const call = callOf(x);
  const answer = send(x, call) as Reply;
  expect(answer).not.toBeInstanceOf(Promise);
  expect(answer).toMatchObject({ status: 200, call });
  answer.discard();
});
