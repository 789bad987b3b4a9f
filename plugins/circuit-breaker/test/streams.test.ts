/** What a stream that breaks off after its first event says about the target. */
import type { Reply } from "@headgate/core";
import { leave } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { chat, cutting, down, good, openScene } from "./scene.ts";

const open = ["closed > open"];

describe("a stream that breaks off", () => {
  test("is a failure, counted once with its own beginning", async () => {
    const scene = await openScene();
    scene.answer = cutting(scene.host);
    const [first] = await scene.ask(5);
    expect([first!.status, first!.outcome.ended, scene.changes]).toEqual([200, "cut", open]);
    expect((await scene.ask(1))[0]!.error?.message).toContain("failed 5 of 5 calls");
    await scene.close();
  });
  test("is one failure, not two, when it was an error from the start", async () => {
    const scene = await openScene();
    scene.answer = (call) => Object.assign(down(call), { body: (cutting(scene.host)(call) as Reply).body });
    await scene.ask(4);
    expect(scene.changes).toEqual([]);
    await scene.ask(1);
    expect((await scene.ask(1))[0]!.error?.message).toContain("failed 5 of 5 calls");
    await scene.close();
  });
  test("counts even when it began before the window", async () => {
    const scene = await openScene();
    scene.answer = cutting(scene.host, 60_000);
    const streams = Array.from({ length: 5 }, () => scene.begin());
    await scene.host.clock.advance(59_000);
    scene.answer = good;
    await scene.ask(5);
    await scene.host.clock.advance(1000);
    await Promise.all(streams);
    expect((await scene.ask(1))[0]!.error?.message).toContain("failed 5 of 10 calls");
    await scene.close();
  });
  test.each([
    ["the gateway shuts down", { by: "gateway", scope: "request" }],
    ["a plugin ends it", { by: "moderation" }],
  ] as const)("is none when %s", async (_what, why) => {
    const scene = await openScene();
    scene.answer = cutting(scene.host, 0, why);
    await scene.ask(20);
    expect(scene.changes).toEqual([]);
    await scene.close();
  });
  test("is none when the client leaves", async () => {
    const scene = await openScene();
    scene.answer = cutting(scene.host, 60_000);
    for (let n = 0; n < 20; n++) {
      const x = chat();
      const sent = scene.begin(x);
      await scene.host.clock.advance(0);
      leave(x);
      expect((await sent).outcome.ended).toBe("aborted");
    }
    expect(scene.changes).toEqual([]);
    await scene.close();
  });
});
