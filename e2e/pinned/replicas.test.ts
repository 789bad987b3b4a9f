/** Promise: over PostgreSQL, what one replica was answered every other one finds, at once. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { binaries, type PostgresServer, startPostgres } from "../../scripts/servers/postgres.ts";
import type { RunningGateway } from "../start/gateway.ts";
import { failureOf, sdks } from "../start/sdks.ts";
import { clientOf, type Ground, keyOf, openGround, unasked } from "./scene.ts";
import { findAll, storeAll } from "./storing.ts";

const missing = binaries === undefined ? " (skipped: no PostgreSQL on this machine)" : "";

describe.skipIf(missing !== "")(`two replicas${missing}`, () => {
  let ground: Ground;
  let postgres: PostgresServer;
  let first: RunningGateway;
  let second: RunningGateway;
  beforeAll(async () => {
    [ground, postgres] = await Promise.all([openGround(), startPostgres(binaries!)]);
    const url = await postgres.createDatabase();
    [first, second] = await Promise.all([ground.start([], url), ground.start([], url)]);
  });
  afterAll(async () => {
    await ground?.close();
    await postgres?.stop();
  });

  test.each(sdks)("find each other's responses, files and batches, for their maker alone, with $name", async ({ sdk }) => {
    for (const [maker, other] of [
      [first, second],
      [second, first],
    ] as const) {
      const kept = await storeAll(ground, clientOf(sdk, maker), 4);
      await unasked(ground, async () => {
        for (const [, ask] of kept)
          expect(await failureOf(ask(clientOf(sdk, other, "other")))).toMatchObject({ status: 404, code: "not_found" });
      });
      await findAll(ground, clientOf(sdk, other), kept);
    }
  });

  test.each(sdks)("go on with each other's conversations, with $name", async ({ sdk }) => {
    const replicas = [clientOf(sdk, first), clientOf(sdk, second)] as const;
    const ask = { model: "openai/gpt-4o", input: "Hello" };
    const [made, key] = await keyOf(ground, () => replicas[0].responses.create(ask));
    let previous_response_id = made.id;
    for (let i = 1; i < 10; i++) {
      const [next, asked] = await keyOf(ground, () =>
        replicas[(i % 2) as 0 | 1].responses.create({ ...ask, previous_response_id }),
      );
      expect(asked).toBe(key);
      previous_response_id = next.id;
    }
  });
});
