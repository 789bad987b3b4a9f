/** A model without output schemas still answers in JSON: clients of other vendors see the text that they asked for, and no call. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { clients } from "./clients.ts";
import { Dialogue, type Json } from "./dialogue.ts";
import { openScene, type Scene } from "./scene.ts";

const model = "claude-3-5-sonnet-20241022";
const schema = {
  type: "object",
  properties: { city: { type: "string" }, degrees: { type: "integer" } },
  required: ["city", "degrees"],
  additionalProperties: false,
};

let scene: Scene;
beforeAll(async () => {
  scene = await openScene(1, [model]);
});
afterAll(() => scene?.close());

const talks = clients
  .filter(({ name }) => name !== "messages")
  .flatMap((client) =>
    [false, true].map((stream) => ({ client, stream, with: client.name, how: stream ? "streamed" : "blocking" })),
  );

test.each(talks)("$with, $how", async ({ client, stream }) => {
  const dialogue = new Dialogue(client, scene.gateway(), stream);
  const { final } = await dialogue.say(`anthropic/${model}`, "Say it in JSON", { schema });
  const [answer] = textsIn(final).flatMap((text) => (text.startsWith("{") ? [JSON.parse(text) as Json] : []));
  expect(Object.keys(answer ?? {})).toEqual(["city", "degrees"]);
  expect(JSON.stringify(final)).not.toContain("headgate_answer");
});

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
