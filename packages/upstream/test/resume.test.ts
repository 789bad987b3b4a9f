/** How a call goes on from a text that another one was cut in. */
import type { Reply } from "@headgate/core";
import type { UpstreamStep } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { broken, cut, error, say, sentOf } from "./broken.ts";
import { listen, openRig, type Rig, type RigOptions, streamed, until } from "./rig.ts";
import { done, openStream, role, stage, stop, usage } from "./stages.ts";

/** The answer to the call that follows one that was cut after "Hello, wor". */
async function following(step: UpstreamStep, options: RigOptions = {}): Promise<{ rig: Rig; reply: Reply }> {
  const { rig, reply } = await broken([cut, step], options);
  return { rig, reply: await rig.send(rig.exchange(streamed), { continues: sentOf(reply) }) };
}

/** Contents, finish reasons and the like, in order. */
function saidIn(text: string): readonly unknown[] {
  const payloads = [...text.matchAll(/^data: (\{.*)$/gm)].map(
    ([, json]) => JSON.parse(json!) as { choices: { delta: object }[] },
  );
  return payloads.map(({ choices }) => choices[0]?.delta);
}

describe("a call that goes on from there", () => {
  const again = [role, say("Hello, w"), say("orl"), say("d")];

  test("answers with what is new, and its usage is its own", async () => {
    const { rig, reply } = await following({ events: [...again, stop, usage, done] });
    expect([reply.status, reply.headers["x-bf-attempts"]]).toEqual([200, "1"]);
    const heard = listen(reply);
    expect((await heard.outcome).usage).toEqual({ estimated: false, units: { input: 3, output: 0 } });
    expect(saidIn(heard.text())).toEqual([{ content: "l" }, { content: "d" }, {}]);
    expect(heard.text().endsWith(done)).toBe(true);
    expect([heard.ended, sentOf(reply), rig.upstream.requests.length]).toEqual([true, undefined, 2]);
  });

  test("of a provider without terminator", async () => {
    const heard = listen((await following({ events: [...again, stop] }, { terminator: "none" })).reply);
    expect((await heard.outcome).ended).toBe("complete");
    expect(saidIn(heard.text())).toEqual([{ content: "l" }, { content: "d" }, {}]);
  });

  test("answers only when the text has been said again, however long that takes", async () => {
    const provider = stage();
    const { rig, reply: first } = await broken([cut, provider.step], { holdMs: 700 });
    let reply: Reply | undefined;
    const answered = rig.send(rig.exchange(streamed), { continues: sentOf(first) }).then((out) => (reply = out));
    const before = rig.looks();
    openStream(await provider.asked).write(role + say("Hello, ") + say("w"));
    await until(() => rig.looks() > before + 1);
    await rig.clock.advance(1400);
    expect(reply).toBeUndefined();
    provider.response!.write(say("or"));
    const heard = listen(await answered);
    expect(heard.text()).toBe("");
    provider.response!.end(say("ld") + done);
    expect([(await heard.outcome).ended, saidIn(heard.text())]).toEqual(["complete", [{ content: "ld" }]]);
  });

  const goOn = {
    code: "cannot_resume",
    status: 502,
    scope: "request",
    by: "gateway",
    message: expect.stringMatching(/acme could not go on from the text already sent/),
  };
  test.each<[string, UpstreamStep, object]>([
    ["says something else", { events: [role, say("Hi"), done], ending: "hang" }, goOn],
    ["ends before it", { events: [role, say("Hello"), stop, done] }, goOn],
    ["answers whole", { body: { id: "1", choices: [] } }, goOn],
    ["breaks off before it", { events: [role, say("Hello")], ending: "cut" }, { code: "upstream_error", scope: "target" }],
    ["fails before it", { events: [role, say("Hello"), error("server_error")] }, { by: "provider", status: 502 }],
    [
      "refuses",
      { status: 429, body: { error: { message: "slow down", code: "slow" } } },
      { by: "provider", status: 429, code: "slow" },
    ],
  ])("to a provider that %s is refused", async (_name, step, refusal) => {
    const { rig, reply } = await following(step);
    expect(reply.error).toMatchObject(refusal);
    expect(reply.status).toBe(reply.error!.status);
    expect(reply.call?.provider).toBe("acme");
    await until(() => rig.clock.pending === 0);
  });

  test("is refused with what the other words cost", async () => {
    const { reply } = await following({ events: [say("Hi"), done] });
    expect(reply.usage).toMatchObject({ estimated: true, units: { output: 1 } });
  });

  test.each<[string, RigOptions, object]>([
    ["an answer that is no stream", {}, { model: "acme/m", messages: [] }],
    ["an operation without texts", { operation: "embeddings" }, streamed],
  ])("is refused without being made for %s", async (_name, options, json) => {
    const { reply } = await broken([cut]);
    const rig = await openRig([], options);
    const refused = await rig.send(rig.exchange(json), { continues: sentOf(reply) });
    expect([refused.error, refused.call]).toMatchObject([goOn, undefined]);
    rig.upstream.verify();
  });

  test("may break off too, and then tells what both have sent", async () => {
    const { rig, reply } = await broken([cut, { events: again, ending: "cut" }, { events: [say("Hello, world!"), done] }]);
    const second = await rig.send(rig.exchange(streamed), { continues: sentOf(reply) });
    const heard = listen(second);
    expect((await heard.outcome).ended).toBe("cut");
    expect(heard.frame).toContain("broke off its answer");
    const third = listen(await rig.send(rig.exchange(streamed), { continues: sentOf(second) }));
    expect([(await third.outcome).ended, saidIn(third.text())]).toEqual(["complete", [{ content: "!" }]]);
  });

  test("fails under the identity that the client knows", async () => {
    const place = { output_index: 0, content_index: 0 };
    const events = (name: string, delta: string): string[] =>
      [
        { type: "response.created", response: { id: `resp_${name}` } },
        { type: "response.output_item.added", output_index: 0, item: { id: name, type: "message" } },
        { type: "response.content_part.added", ...place, item_id: name, part: { type: "output_text" } },
        { type: "response.output_text.delta", ...place, item_id: name, delta },
      ].map((event, sequence_number) => `event: ${event.type}\ndata: ${JSON.stringify({ ...event, sequence_number })}\n\n`);
    const script: UpstreamStep[] = ["a", "ab"].map((text) => ({ events: events(text, text), ending: "cut" }));
    const { rig, reply } = await broken(script, { operation: "responses" });
    const second = listen(await rig.send(rig.exchange(streamed), { continues: sentOf(reply) }));
    await second.outcome;
    expect(second.text()).toMatch(/"item_id":"a","delta":"b","sequence_number":4}/);
    expect(second.frame).toMatch(/"sequence_number":5.*"sequence_number":6,"response":\{"id":"resp_a"/s);
  });

  test("can be ended before it has said the text again", async () => {
    const provider = stage();
    const { rig, reply } = await broken([cut, provider.step]);
    const pass = new AbortController();
    const answered = rig.send(rig.exchange(streamed), { continues: sentOf(reply), signal: pass.signal });
    openStream(await provider.asked).write(role);
    pass.abort();
    expect((await answered).error?.code).toBe("timeout");
    await until(() => provider.closed, "the socket to the provider stayed open");
    expect(rig.clock.pending).toBe(0);
  });
});
