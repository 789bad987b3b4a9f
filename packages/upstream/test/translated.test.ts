/** A translated stream keeps its client's connection alive as long as its provider keeps ours alive. */
import { exchangeOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { listen, openRig, streamed, until } from "./rig.ts";
import { done, hi, openStream, stage, stop } from "./stages.ts";

const event = (type: string, more: object): string => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;
const alive = ": keep-alive\n\n";

const begun =
  event("message_start", { message: { id: "msg_1", model: "m", usage: { input_tokens: 1, output_tokens: 0 } } }) +
  event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }) +
  event("content_block_delta", { index: 0, delta: { type: "text_delta", text: "Hi" } });
const ended =
  event("content_block_stop", { index: 0 }) +
  event("message_delta", { delta: { stop_reason: "end_turn" }, usage: { output_tokens: 1 } }) +
  event("message_stop", {});

describe.each([
  { provider: "anthropic", client: "openai", operation: "chat", begun, ping: event("ping", {}), ended, last: "data: [DONE]" },
  {
    provider: "openai",
    client: "anthropic",
    operation: "messages",
    begun: hi,
    ping: ": processing\n\n",
    ended: stop + done,
    last: "message_stop",
  },
])("$provider for a client of $client", ({ provider, client, operation, ping, last, ...frames }) => {
  test("each ping after the commit is a comment, and none before it", async () => {
    const place = stage();
    const rig = await openRig([place.step], { dialect: provider });
    const json = client === "anthropic" ? { ...streamed, max_tokens: 9 } : streamed;
    const answered = rig.send(exchangeOf({ json, dialect: client, operation, stream: true }));
    const response = openStream(await place.asked);
    response.write(ping + frames.begun);
    const heard = listen(await answered);
    const first = heard.text();
    expect(first).not.toContain(alive);
    response.write(ping);
    await until(() => heard.text().length > first.length, "no sign of life came");
    expect(heard.text()).toBe(first + alive);
    response.write(ping);
    response.end(frames.ended);
    expect(await heard.outcome).toMatchObject({ ended: "complete" });
    expect(heard.text().split(alive)).toHaveLength(3);
    expect(heard.text()).toContain(last);
  });
});
