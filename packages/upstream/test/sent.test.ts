/** What the body of a text that was cut after its commit tells of it. */
import type { ByteSource } from "@headgate/core";
import { leave, type UpstreamStep } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { broken, cut, error, say, type Sent, sentOf } from "./broken.ts";
import { listen, openRig, type RigOptions, streamed, until } from "./rig.ts";
import { done, openStream, role, stage, stop } from "./stages.ts";

describe("what was sent", () => {
  test.each<[string, UpstreamStep, RigOptions?]>([
    ["a cut", cut],
    ["an early end", { events: [say("x")] }],
    ["a malformed event", { events: [say("x"), "data: {"] }],
    ["an error of the provider", { events: [say("x"), error("server_error")] }],
    [
      "an event that is too large",
      (_q, _b, response) => void openStream(response).write(`${say("x")}data: ${"x".repeat(3000)}`),
      { eventBytes: 1024 },
    ],
  ])("is told after %s", async (_name, step, options) => {
    const { reply, heard } = await broken([step], options);
    expect(heard.failed?.scope).toBe("target");
    expect(sentOf(reply)).toBeDefined();
  });

  test("is told after silence", async () => {
    const rig = await openRig([{ events: [say("x")], ending: "hang" }], { resume: true });
    const reply = await rig.send(rig.exchange(streamed));
    const heard = listen(reply);
    await rig.clock.advance(3000);
    expect((await heard.outcome).error?.code).toBe("timeout");
    expect(sentOf(reply)).toBeDefined();
  });

  test("has been sent by the time that the reader hears of the failure", async () => {
    const rig = await openRig([cut], { resume: true });
    const reply = await rig.send(rig.exchange(streamed));
    let text = "";
    const told = await new Promise<Sent>((resolve) => {
      const write = (bytes: Uint8Array): void => void (text += Buffer.from(bytes).toString());
      (reply.body as ByteSource).start({ write, end: () => resolve(undefined), fail: () => resolve(sentOf(reply)) });
    });
    expect(told).toBeDefined();
    expect(text).toBe(role + say("Hello, ") + say("wor"));
  });

  test.each<[string, UpstreamStep]>([
    ["a stream that is whole", { events: [say("x"), done] }],
    ["a finish reason", { events: [say("x"), stop], ending: "cut" }],
    ["a tool call", { events: [say("x", { delta: { tool_calls: [{ index: 0 }] } })], ending: "cut" }],
    ["an error that concerns the key", { events: [say("x"), error("rate_limit_exceeded")] }],
    ["an error that concerns the request", { events: [say("x"), error("invalid_request_error")] }],
  ])("is not told after %s", async (_name, step) => {
    expect(sentOf((await broken([step])).reply)).toBeUndefined();
  });

  test("is not told when the client has left", async () => {
    const rig = await openRig([{ events: [say("x")], ending: "hang" }], { resume: true });
    const x = rig.exchange(streamed);
    const reply = await rig.send(x);
    leave(x);
    expect((await listen(reply).outcome).ended).toBe("cut");
    expect(sentOf(reply)).toBeUndefined();
  });

  test("is not told when nothing but a role was sent", async () => {
    const provider = stage();
    const rig = await openRig([provider.step], { resume: true, holdMs: 700 });
    const answered = rig.send(rig.exchange(streamed));
    openStream(await provider.asked).write(role);
    await until(() => rig.clock.pending === 2);
    await rig.clock.advance(700);
    const reply = await answered;
    const heard = listen(reply);
    provider.response!.destroy();
    expect((await heard.outcome).ended).toBe("cut");
    expect(sentOf(reply)).toBeUndefined();
  });

  test("is nobody's to ask while resuming is off", async () => {
    const { reply } = await broken([cut], { resume: false });
    expect("sent" in (reply.body as object)).toBe(false);
  });
});
