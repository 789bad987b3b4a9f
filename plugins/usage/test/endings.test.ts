/** One record for each request and one for each call, on every ending there is. */
import { scriptedSend } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { endings } from "./endings.ts";
import { openScene } from "./scene.ts";

describe.each([
  ["chat", false],
  ["chat", true],
  ["responses", false],
  ["responses", true],
  ["embeddings", false],
] as const)("%s, streamed: %s", (operation, stream) => {
  test.each(endings)(
    "leaves one record of the request and one of each call on $name",
    async ({ script, inside = [], request, calls }) => {
      const send = scriptedSend(script);
      const scene = await openScene({ send, inside });
      await scene.send({
        operation,
        id: "seen-in-the-log",
        headers: { "x-caller": "k1" },
        json: { model: "openai/gpt-4o", stream },
      });
      const [kept, made] = [await scene.requests(), await scene.calls()];
      send.verify();
      const both = { operation, stream, dialect: "openai", caller_id: "k1", caller_name: "name of k1" };
      const common = {
        ...both,
        requested_model: "openai/gpt-4o",
        correlation_id: "seen-in-the-log",
        time: "2026-01-01T00:00:00.000Z",
      };
      expect(kept).toEqual([expect.objectContaining({ ...common, model: "gpt-4o", ...request })]);
      expect(made).toEqual(calls.map((call) => expect.objectContaining({ ...common, request_id: kept[0]!["id"], ...call })));
      expect(new Set([...kept, ...made].map(({ id }) => id)).size).toBe(1 + calls.length);
      await scene.close();
    },
  );
});
