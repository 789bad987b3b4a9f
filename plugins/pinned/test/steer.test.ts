/** Where a request goes that names several ids, or an id in its body; and where none may go. */
import type { Target } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { createScene, made, native, openScene, providers, responses, type Scene } from "./scene.ts";

const bare = { call: { provider: "openai", model: "gpt" } };

/** Things of azure's second key: resp_1, conv_1, file-1. Things of openai's first: resp_o, file-o. */
async function stocked(options = {}): Promise<Scene> {
  const scene = await openScene({ options });
  await made(scene, "/v1/responses", { id: "resp_1" });
  await made(scene, "/v1/conversations", { id: "conv_1" });
  await made(scene, "/v1/files", { id: "file-1" });
  await scene.send(native("POST", "/v1/responses"), { answer: { id: "resp_o" } });
  await scene.send(native("POST", "/v1/files"), { answer: { id: "file-o" } });
  return scene;
}

const ways = [
  ["a previous response", responses({ model: "gpt", previous_response_id: "resp_1" }), "gpt"],
  ["a conversation", responses({ model: "gpt", conversation: "conv_1" }), "gpt"],
  ["a conversation's object", responses({ model: "gpt", conversation: { id: "conv_1" } }), "gpt"],
  ["both of one place", responses({ model: "gpt", conversation: "conv_1", previous_response_id: "resp_1" }), "gpt"],
  ["an alias", responses({ model: "fast", previous_response_id: "resp_1" }), "mini"],
  ["the model of its provider", responses({ model: "azure/gpt-9", previous_response_id: "resp_1" }), "gpt-9"],
  ["a compaction", { ...responses({ model: "gpt", previous_response_id: "resp_1" }), operation: "compact" }, "gpt"],
  ["a count of tokens", { ...responses({ model: "gpt", previous_response_id: "resp_1" }), operation: "input_tokens" }, "gpt"],
  ["a batch's input", native("POST", "/v1/batches", { input_file_id: "file-1" }), ""],
  ["a long one", native("POST", "/v1/responses", { previous_response_id: "resp_1", input: "x".repeat(70_000) }), ""],
  ["a passed response", native("POST", "/v1/responses", { model: "m", previous_response_id: "resp_1" }), ""],
] as const;

test.each(ways)("%s is asked of who made it, with its key", async (_what, request, model) => {
  const scene = await stocked();
  const call = request.operation === "passthrough" ? {} : { call: model === "gpt-9" ? { provider: "azure", model } : bare.call };
  const { calls, asked } = await scene.send(request, call);
  expect(asked).toEqual(["azure/a2"]);
  expect(calls[0]!.model).toBe(model);
  await scene.close();
});

test("of the targets that somebody has decided the maker's is taken, before the client's own", async () => {
  const scene = await stocked();
  const targets: readonly Target[] = [
    { provider: "openai", model: "one" },
    { provider: "azure", model: "decided" },
  ];
  const { calls } = await scene.send(responses({ model: "fast", previous_response_id: "resp_1" }), { ...bare, targets });
  expect(calls).toMatchObject([{ provider: "azure", model: "decided", credential: { name: "a2" } }]);
  await scene.close();
});

test("a model that the maker does not have is refused with who it was", async () => {
  const scene = await stocked();
  const { status, ran, asked } = await scene.send(responses({ previous_response_id: "resp_1" }), bare);
  expect([status, asked]).toEqual([400, []]);
  expect(ran.error).toMatchObject({
    code: "pinned_elsewhere",
    by: "pinned",
    param: "previous_response_id",
    message: "'resp_1' was made by azure; ask a model of azure",
  });
  await scene.close();
});

test("a key that is not for the model is not used for it", async () => {
  const scene = await stocked();
  const { credentials } = scene.host.providers.get("azure")!;
  Object.assign(credentials[1]!, { models: ["other"] });
  const { ran } = await scene.send(responses({ model: "gpt", previous_response_id: "resp_1" }), bare);
  expect(ran.error).toMatchObject({ code: "pinned_elsewhere", message: "'resp_1' was made by azure; ask a model of its key a2" });
  await scene.close();
});

test.each([
  [{ previous_response_id: "resp_1", conversation: "conv_1", input_file_id: "file-o" }, "input_file_id", ["resp_1", "file-o"]],
  [{ previous_response_id: "resp_o", conversation: { id: "conv_1" } }, "conversation", ["resp_o", "conv_1"]],
])("ids of two places in one body are refused with both: %j", async (json, param, names) => {
  const scene = await stocked();
  for (const request of [responses(json), native("POST", "/v1/responses", json)]) {
    const { status, ran, asked } = await scene.send(request);
    expect([status, asked]).toEqual([400, []]);
    expect(ran.error).toMatchObject({ code: "pinned_elsewhere", param });
    for (const name of [...names, "azure", "openai"]) expect(ran.error!.message).toContain(name);
  }
  await scene.close();
});

test("two keys of one provider are two places", async () => {
  const scene = await stocked();
  await scene.send(native("POST", "/v1/conversations"), { call: { provider: "azure", model: "" }, answer: { id: "conv_a1" } });
  const { ran } = await scene.send(responses({ model: "gpt", previous_response_id: "resp_1", conversation: "conv_a1" }), bare);
  expect(ran.error!.message).toBe(
    "'resp_1' was made by azure with the key a2 and 'conv_a1' by azure with the key a1: no one has both",
  );
  await scene.close();
});

test("what the path names counts before what the body does, and its outermost first", async () => {
  const scene = await stocked();
  await made(scene, "/v1/vector_stores", { id: "vs_1" });
  expect(await scene.send(native("GET", "/v1/vector_stores/vs_1/files/file-o"))).toMatchObject({ asked: ["azure/a2"] });
  const both = native("POST", "/v1/responses/resp_1/cancel", { previous_response_id: "resp_o" });
  expect(await scene.send(both)).toMatchObject({ asked: ["azure/a2"] });
  await scene.close();
});

describe("a pin whose maker has left the config", () => {
  const without = providers.filter(({ name }) => name !== "azure");
  const keyless = providers.map((one) => (one.name === "azure" ? { ...one, credentials: ["a1"] } : one));
  test.each([
    ["provider", without, "'file-1' was made with the provider azure (key a2), which is no longer configured"],
    ["key", keyless, "'file-1' was made with the key a2 of azure, which is no longer configured"],
  ])("is refused with the name of the %s and nothing secret", async (_what, left, message) => {
    const scene = await stocked();
    Object.assign(scene.host.providers, createScene(undefined, left).providers);
    const { status, ran, asked } = await scene.send(native("GET", "/v1/files/file-1"));
    expect([status, asked]).toEqual([404, []]);
    expect(ran.error).toMatchObject({ code: "pin_lost", message });
    expect(JSON.stringify(ran.error)).not.toContain("secret");
    await scene.close();
  });
});

test("a provider without keys is asked without one", async () => {
  const scene = await openScene();
  await scene.send(native("POST", "/v1/files"), { call: { provider: "local", model: "" }, answer: { id: "file-l" } });
  const { calls } = await scene.send(native("GET", "/v1/files/file-l"));
  expect(calls).toMatchObject([{ provider: "local" }]);
  expect(calls[0]!.credential).toBeUndefined();
  await scene.close();
});

test.each([
  ["responses that nobody made", responses({ previous_response_id: "resp_9" })],
  ["an id that is not text", responses({ previous_response_id: 7, conversation: [], input_file_id: { id: 1 } })],
  [
    "a body that is not JSON",
    { ...native("POST", "/v1/files", { previous_response_id: "resp_1" }), headers: { "content-type": "multipart/form-data" } },
  ],
  [
    "a body that comes in later",
    { ...native("POST", "/v1/responses"), body: { size: 9, open: () => ({ start() {}, pause() {}, resume() {}, cancel() {} }) } },
  ],
  ["verbs beside responses", native("POST", "/v1/responses/input_tokens", {})],
])("%s go where they would have gone", async (_what, request) => {
  const scene = await stocked();
  expect(await scene.send(request)).toMatchObject({ status: 200, asked: ["openai/-"] });
  await scene.close();
});
