/** Promise: nothing that re-runs a request reaches what its caller may not use. */
import { definePlugin, type PluginUse, refuse } from "@headgate/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { answers, openScene, well } from "./scene.ts";

const providers = ["allowed", "forbidden", "other"].map((name) => ({ name, dialect: "openai", credentials: [name] }));

/** A rule around each call that leaves; where the plugin is listed does not matter. */
const rule: PluginUse = definePlugin({
  api: 1,
  name: "rule",
  config: z.strictObject({}),
  setup: () => ({
    inner: {
      pre: (_x, { provider }) =>
        provider === "forbidden"
          ? refuse({ code: "model_not_allowed", status: 403, message: "not for you", scope: "target" })
          : undefined,
    },
  }),
})({});

test.each([
  ["asked for first", "forbidden/m", undefined, { status: 403, providers: [] }],
  ["in fallbacks", "allowed/m", ["forbidden/m"], { status: 503, providers: ["allowed", "allowed", "allowed"] }],
  [
    "in fallbacks, before one that is allowed",
    "allowed/m",
    ["forbidden/m", "other/m"],
    { status: 200, providers: ["allowed", "allowed", "allowed", "other"] },
  ],
  ["in fallbacks of itself", "forbidden/m", ["forbidden/n", "forbidden/m"], { status: 403, providers: [] }],
])("a forbidden provider %s is never called", async (_where, model, fallbacks, expected) => {
  const scene = await openScene({
    providers,
    before: [rule],
    moods: { allowed: answers(503, "target"), forbidden: well, other: well },
  });
  const [provider] = model.split("/", 1);
  const ran = scene.open.send({ json: { model, messages: [], fallbacks } }, { provider: provider!, model: "m" });
  await scene.host.clock.advance(60_000);
  const { status } = await ran;
  expect({ status, providers: scene.seen.map((call) => call.provider) }).toEqual(expected);
});
