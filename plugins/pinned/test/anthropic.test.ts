/** What Anthropic's providers keep: message batches and files, by the same promises. */
import type { TestRequest } from "@headgate/testkit";
import { expect, test } from "vitest";
import { createScene, inPieces, native, openScene, type Scene } from "./scene.ts";

const asked = (method: string, path: string, json?: object): TestRequest => {
  return { ...native(method, path, json), dialect: "anthropic" };
};

async function openAnthropic(options = {}): Promise<Scene> {
  const providers = [
    { name: "claude", dialect: "anthropic", credentials: ["c1", "c2"] },
    { name: "other", dialect: "anthropic", credentials: ["x1"] },
    { name: "openai", dialect: "openai", credentials: ["o1"] },
  ];
  return openScene({ options, host: createScene(undefined, providers) });
}

/** With the second key. */
async function made(scene: Scene, path: string, answer: object, caller?: string): Promise<void> {
  const { credentials } = scene.host.providers.get("claude")!;
  const call = { provider: "claude", model: "", credential: credentials[1] };
  await scene.send(asked("POST", path, {}), { caller, call, answer: inPieces(answer) });
}

const elsewhere = { provider: "other", model: "" };

test.each([
  ["/v1/messages/batches", { id: "msgbatch_1", type: "message_batch" }, "GET", "/v1/messages/batches/msgbatch_1"],
  ["/v1/messages/batches", { id: "msgbatch_1" }, "GET", "/v1/messages/batches/msgbatch_1/results"],
  ["/v1/messages/batches", { id: "msgbatch_1" }, "POST", "/v1/messages/batches/msgbatch_1/cancel"],
  ["/v1/messages/batches", { id: "msgbatch_1" }, "GET", "/anthropic_passthrough/v1/messages/batches/msgbatch_1"],
  ["/anthropic_passthrough/v1/messages/batches", { id: "msgbatch_1" }, "DELETE", "/v1/messages/batches/msgbatch_1"],
  ["/v1/files", { type: "file", id: "file_1" }, "GET", "/v1/files/file_1/content"],
  ["/v1/files", { type: "file", id: "file_1" }, "GET", "/anthropic_passthrough/v1/files/file_1"],
])("%s answered %j: then %s %s goes where it was made, for its maker alone", async (path, answer, method, later) => {
  const scene = await openAnthropic();
  await made(scene, path, answer, "ann");
  expect(await scene.send(asked(method, later), { caller: "bob", call: elsewhere })).toMatchObject({ status: 404, asked: [] });
  expect((await scene.send(asked(method, later), { caller: "ann", call: elsewhere })).asked).toEqual(["claude/c2"]);
  await scene.close();
});

test("a batch is refused as a batch, and one that was deleted is forgotten", async () => {
  const scene = await openAnthropic();
  const path = "/v1/messages/batches/msgbatch_1";
  await made(scene, "/v1/messages/batches", { id: "msgbatch_1" }, "ann");
  const { ran } = await scene.send(asked("GET", path), { caller: "bob" });
  expect(ran.error).toMatchObject({ code: "not_found", message: "No batch found with id 'msgbatch_1'." });
  await scene.send(asked("POST", `${path}/cancel`), { caller: "ann", answer: { id: "msgbatch_1" } });
  await scene.send(asked("DELETE", path), { caller: "ann", answer: { type: "message_batch_deleted" } });
  expect((await scene.send(asked("GET", path), { caller: "ann", call: elsewhere })).asked).toEqual(["other/-"]);
  await scene.close();
});

test("what nobody made here is refused where that is asked for; lists, messages and counts are not looked at", async () => {
  const scene = await openAnthropic({ unknown: "refuse" });
  for (const path of ["/v1/messages/batches/b", "/v1/messages/batches/b/results", "/v1/files/f"])
    expect(await scene.send(asked("GET", path))).toMatchObject({ status: 404, asked: [] });
  for (const path of ["/v1/messages/batches", "/v1/files", "/v1/messages/x", "/v1/models/batches"])
    expect((await scene.send(asked("GET", path))).status).toBe(200);
  const json = { model: "claude/m", max_tokens: 1, messages: [], previous_response_id: "x" };
  for (const operation of ["messages", "count_tokens"])
    expect((await scene.send({ operation, dialect: "anthropic", json })).status).toBe(200);
  await scene.close();
});
