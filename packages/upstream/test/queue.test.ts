/** A call that waits for a socket is a call like any other: it can be given up, and it can run out of time. */
import { leave } from "@headgate/testkit";
import { expect, test } from "vitest";
import { openRig, timeouts } from "./rig.ts";
import { stage } from "./stages.ts";

async function open() {
  const [first, second] = [stage(), stage()];
  const rig = await openRig([first.step, second.step], { concurrency: 1 });
  const ahead = rig.send();
  const response = await first.asked;
  const x = rig.exchange();
  const waiting = rig.send(x);
  /** The call ahead ends, and a later one gets the socket. */
  const goOn = async (): Promise<void> => {
    response.setHeader("content-type", "application/json").end("{}");
    const later = rig.send();
    (await second.asked).setHeader("content-type", "application/json").end("{}");
    expect([(await ahead).status, (await later).status]).toEqual([200, 200]);
    expect(rig.clock.pending).toBe(0);
    rig.upstream.verify();
  };
  return { rig, x, waiting, goOn };
}

test("one whose client leaves is never sent", async () => {
  const { x, waiting, goOn } = await open();
  leave(x);
  expect((await waiting).error).toMatchObject({ status: 499 });
  await goOn();
});

test("one that waits for longer than headers may take is a 504, and never sent", async () => {
  const [first, second] = [stage(), stage()];
  const rig = await openRig([first.step, second.step], { concurrency: 1 });
  const ahead = rig.send();
  await first.asked;
  await rig.clock.advance(timeouts.headersMs - 1);
  const waiting = rig.send();
  await rig.clock.advance(1);
  expect((await ahead).error).toMatchObject({ status: 504 });
  const response = await second.asked;
  response.setHeader("content-type", "application/json").end("{}");
  expect((await waiting).status).toBe(200);
  expect(rig.clock.pending).toBe(0);
});

test("one that finds the provider closed is a failure, not a crash", async () => {
  const rig = await openRig([]);
  await rig.places.close();
  expect((await rig.send()).error).toMatchObject({ status: 502, code: "upstream_error" });
  expect(rig.clock.pending).toBe(0);
});
