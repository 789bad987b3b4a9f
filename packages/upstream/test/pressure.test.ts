/** A reader that stalls, or has not come yet, costs a bounded amount; an upstream that lingers keeps its socket only for a while. */
import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { listen, openRig, streamed, until } from "./rig.ts";
import { done, hi, openStream, stage } from "./stages.ts";

const line = `data: {"choices":[{"index":0,"delta":{"content":"${"x".repeat(1000)}"},"finish_reason":null}]}\n\n`;
const lines = line.repeat(60);

/** Writes for as long as the kernel takes it; says how much that was when it has taken nothing for some turns. */
async function flood(response: ServerResponse, most = 64_000_000): Promise<number> {
  let sent = 0;
  let idle = 0;
  while (sent < most && idle < 200) {
    if (response.writableNeedDrain) idle += 1;
    else {
      response.write(lines);
      sent += lines.length;
      idle = 0;
    }
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  return sent;
}

test("before its reader comes a stream holds the buffer and one read, and the upstream has to wait", async () => {
  const provider = stage();
  const rig = await openRig([provider.step], { bufferBytes: 32_768 });
  const answered = rig.send(rig.exchange(streamed));
  const response = openStream(await provider.asked);
  const sent = await flood(response);
  expect(response.writableNeedDrain).toBe(true);
  const reply = await answered;
  const held = (reply.body as unknown as { outbox: { size: number } }).outbox.size;
  expect(held).toBeGreaterThan(32_768);
  expect(held).toBeLessThanOrEqual(32_768 + 65_536);
  const heard = listen(reply);
  await until(() => heard.text().length === sent, "the rest never came");
  heard.delivery.abort();
});

test("while its reader stalls the upstream has to wait, and goes on when it does", async () => {
  const provider = stage();
  const rig = await openRig([provider.step]);
  const answered = rig.send(rig.exchange(streamed));
  const response = openStream(await provider.asked);
  response.write(hi);
  const heard = listen(await answered);
  heard.delivery.pause();
  const before = heard.text().length;
  const sent = await flood(response);
  expect(response.writableNeedDrain).toBe(true);
  expect(heard.text().length - before).toBeLessThanOrEqual(65_536);
  heard.delivery.resume();
  await until(() => heard.text().length === before + sent, "the rest never came");
  response.end(done);
  expect((await heard.outcome).ended).toBe("complete");
});

test("meaningless events beyond the buffer are a commit too", async () => {
  const provider = stage();
  const rig = await openRig([provider.step], { bufferBytes: 2048 });
  const answered = rig.send(rig.exchange(streamed));
  openStream(await provider.asked).write(`: ${"x".repeat(3000)}\n\n`);
  const heard = listen(await answered);
  provider.response!.end(hi + done);
  expect((await heard.outcome).ended).toBe("complete");
  expect(rig.clock.pending).toBeLessThanOrEqual(1);
});

describe("after the terminator", () => {
  async function complete() {
    const [first, second] = [stage(), stage()];
    const rig = await openRig([first.step, second.step], { concurrency: 1 });
    const answered = rig.send(rig.exchange(streamed));
    openStream(await first.asked).write(hi + done);
    const heard = listen(await answered);
    expect((await heard.outcome).ended).toBe("complete");
    return { rig, first, second };
  }

  test("the client does not wait for the upstream to close, and the socket is used again when it does", async () => {
    const { rig, first, second } = await complete();
    first.response!.end();
    await until(() => rig.clock.pending === 0, "the end of the answer was not read");
    const next = rig.send(rig.exchange());
    const response = await second.asked;
    expect(second.request!.socket.remotePort).toBe(first.request!.socket.remotePort);
    response.setHeader("content-type", "application/json").end("{}");
    expect((await next).status).toBe(200);
  });

  test("an upstream that does not close loses its socket after a second", async () => {
    const { rig, first } = await complete();
    await rig.clock.advance(999);
    expect(first.closed).toBe(false);
    await rig.clock.advance(1);
    await until(() => first.closed, "the socket to the provider stayed open");
    expect(rig.clock.pending).toBe(0);
  });

  test("what it goes on to say is read and dropped, however much", async () => {
    const { rig, first } = await complete();
    expect(await flood(first.response!, 2_000_000)).toBeGreaterThanOrEqual(2_000_000);
    first.response!.end();
    await until(() => rig.clock.pending === 0, "the end of the answer was not read");
  });

  test("a stalled reader does not keep the upstream's socket", async () => {
    const provider = stage();
    const rig = await openRig([provider.step]);
    const answered = rig.send(rig.exchange(streamed));
    openStream(await provider.asked).write(hi);
    const heard = listen(await answered);
    provider.response!.write(done);
    await heard.outcome;
    heard.delivery.pause();
    provider.response!.end();
    await until(() => rig.clock.pending === 0, "the end of the answer was not read");
    expect([heard.text(), provider.closed]).toEqual([hi + done, false]);
  });
});
