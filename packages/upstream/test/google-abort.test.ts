/** Whoever waits for a token may be gone before it comes: nothing is sent then, and the token is there for the next. */
import { leave, type UpstreamStep } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { openVertex } from "./clouds.ts";
import { until } from "./rig.ts";
import { stage } from "./stages.ts";

describe.each([
  ["the client leaves", { status: 499, code: "client_closed_request" }],
  ["the pass is ended", { status: 504, code: "timeout" }],
  ["time runs out", { status: 504, code: "timeout", message: expect.stringContaining("within 1000 ms") as string }],
])("when %s while a token is fetched", (who, refusal) => {
  test("the call ends at once", async () => {
    const token = stage();
    const answer: UpstreamStep = { body: { choices: [] } };
    const { rig, google } = await openVertex([answer], [token.step]);
    const x = rig.exchange();
    const pass = new AbortController();
    const reply = rig.send(x, { signal: pass.signal });
    const response = await token.asked;
    if (who === "the client leaves") leave(x);
    else if (who === "the pass is ended") pass.abort();
    else await rig.clock.advance(1000);
    expect((await reply).error).toMatchObject(refusal);
    expect(rig.clock.pending).toBe(0);

    const other = rig.send();
    response.writeHead(200, { "content-type": "application/json" }).end('{"access_token":"a","expires_in":3600}');
    expect((await other).status).toBe(200);
    expect(rig.upstream.requests).toHaveLength(1);
    google.verify();
  });
});

test("a token that never comes is nobody's any more", async () => {
  const token = stage();
  const { rig } = await openVertex([], [token.step]);
  const x = rig.exchange();
  const reply = rig.send(x);
  const response = await token.asked;
  leave(x);
  await reply;
  response.destroy();
  await until(() => token.closed);
  expect([rig.upstream.requests, rig.clock.pending]).toEqual([[], 0]);
});

test("closing the providers ends what is fetched", async () => {
  const token = stage();
  const { rig } = await openVertex([], [token.step]);
  const reply = rig.send();
  await token.asked;
  await rig.places.close();
  expect((await reply).error).toMatchObject({ status: 502, scope: "target" });
  await until(() => token.closed);
});
