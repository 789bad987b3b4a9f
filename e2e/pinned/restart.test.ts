/** Promise: pins outlive the process, however it ends, and a key that is gone is said to be gone. */
import { describe, expect, onTestFinished, test } from "vitest";
import { failureOf, openai7, sdks } from "../start/sdks.ts";
import { clientOf, type Ground, openGround, unasked } from "./scene.ts";
import { findAll, storeAll } from "./storing.ts";

async function opened(): Promise<Ground> {
  const ground = await openGround();
  onTestFinished(() => ground.close());
  return ground;
}

describe.each(["SIGTERM", "SIGKILL"] as const)("after %s and a start on the same folder", (signal) => {
  test.each(sdks)("all that was made is found where it was made, and by its maker alone, with $name", async ({ sdk }) => {
    const ground = await opened();
    const first = await ground.start();
    const kept = await storeAll(ground, clientOf(sdk, first));
    expect(await first.stop(signal)).toBe(signal === "SIGKILL" ? null : 0);
    const second = await ground.start();
    await unasked(ground, async () => {
      for (const [, ask] of kept)
        expect(await failureOf(ask(clientOf(sdk, second, "other")))).toMatchObject({ status: 404, code: "not_found" });
    });
    await findAll(ground, clientOf(sdk, second), kept);
  });
});

test("what a key made that is no longer configured is a 404 that says so; the rest is found", async () => {
  const ground = await opened();
  const first = await ground.start();
  const kept = await storeAll(ground, clientOf(openai7, first));
  await first.stop();
  const [lost = ""] = kept.map(([key]) => key);
  const second = await ground.start([lost]);
  const client = clientOf(openai7, second);
  await unasked(ground, async () => {
    for (const [, ask] of kept.filter(([key]) => key === lost)) {
      const error = await failureOf(ask(client));
      expect(error).toMatchObject({ status: 404, code: "pin_lost" });
      expect(error.message).toMatch(/was made with the key k\d of openai, which is no longer configured/);
      expect(error.message).not.toContain(lost);
    }
  });
  await findAll(
    ground,
    client,
    kept.filter(([key]) => key !== lost),
  );
});
