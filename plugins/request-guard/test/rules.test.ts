/** The guard offers its rules to others, such as the edge, which refuses some requests before it. */
import { type Call, definePlugin, type PluginUse } from "@headgate/core";
import requestGuard, { type RequestGuardOptions } from "@headgate/plugin-request-guard";
import { openPipeline } from "@headgate/testkit";
import { bytesBody } from "@headgate/wire";
import { RequestRules } from "@headgate/words";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { fine, verdictOf } from "./scene.ts";

async function rulesOf(options: RequestGuardOptions): Promise<RequestRules> {
  const heard: (RequestRules | undefined)[] = [];
  const asking: PluginUse = definePlugin({
    api: 1,
    name: "asking",
    config: z.strictObject({}),
    setup: (host) => ({ start: () => void heard.push(host.ask(RequestRules)) }),
  })({});
  const pipeline = await openPipeline([requestGuard(options), asking], { send: (_x, call) => fine(call) });
  onTestFinished(() => pipeline.close());
  return heard[0]!;
}

function callOf(fields: object, target: Partial<Call> = {}): Call {
  return { provider: "openai", model: "m", body: bytesBody(Buffer.from(JSON.stringify(fields))), ...target };
}

const both = { temperature: 3, top_p: 1.5, messages: [] };

test("they are those by which it refuses", async () => {
  const { details } = await verdictOf({ operation: "chat", json: both });
  expect(details).toHaveLength(2);
  expect((await rulesOf({}))("chat", callOf(both))).toEqual(details);
});

test.each<readonly [operation: string, fields: object]>([
  ["chat", { temperature: 1 }],
  ["images", both],
])("they find nothing in %s %j", async (operation, fields) => {
  expect((await rulesOf({}))(operation, callOf(fields))).toEqual([]);
});

test.each<readonly [what: string, fields: object, target: Partial<Call>, params: readonly string[]]>([
  ["of the target's model", both, { provider: "acme", model: "o1" }, ["top_p"]],
  ["of the model as it is written", { model: "acme/o1", ...both }, { provider: "", model: "" }, ["top_p"]],
  ["of any, where none is named", both, { provider: "", model: "" }, ["temperature", "top_p"]],
])("they are those %s", async (_what, fields, target, params) => {
  const rules = await rulesOf({ models: { "acme/o1": { temperature: [3, 3] } } });
  expect(rules("chat", callOf(fields, target)).map(({ param }) => param)).toEqual(params);
});
