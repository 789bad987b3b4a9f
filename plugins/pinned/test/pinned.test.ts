/** What is asked of a stored thing goes to who made it. */
import pinned from "@headgate/plugin-pinned";
import { conform, createHost, credentialOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { createDatabase } from "@headgate/db";
import { createScene, inPieces, made, native, openScene, other, responses } from "./scene.ts";

const request = responses({ previous_response_id: "resp_x", conversation: { id: "conv_x" } });
describe.each([
  ["in memory", conform(pinned, {}, { host: createScene, request })],
  ["of files", conform(pinned, {}, { host: createScene, request: native("GET", "/v1/files/file-x") })],
  ["of unknown ids", conform(pinned, { unknown: "refuse" }, { host: createScene })],
])("%s", (_what, cases) => {
  test.each(cases)("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe("on a database", async () => {
  const { log, clock } = createHost();
  const db = await createDatabase({ driver: "sqlite", file: ":memory:" }, { log, clock });
  const cases = conform(pinned, {}, { host: () => createHost({ db }), request });
  // The database itself looks at the real time, for other processes hold its file for real.
  test.each(cases.filter(({ name }) => !name.startsWith("takes time")))("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

const makings = [
  ["/v1/responses", { id: "resp_1" }, "/v1/responses/resp_1"],
  ["/v1/responses", { id: "resp_1" }, "/v1/responses/resp_1/input_items"],
  ["/v1/files", { id: "file-1" }, "/v1/files/file-1/content"],
  ["/v1/files", { id: "file_1" }, "/v1/files/file_1"],
  ["/v1/files", { id: "0a1b-uuid" }, "/v1/files/0a1b-uuid"],
  ["/v1/batches", { id: "batch_1" }, "/v1/batches/batch_1"],
  ["/v1/batches", { id: "batch_1", output_file_id: "file-out" }, "/v1/files/file-out/content"],
  ["/v1/uploads", { id: "upload_1" }, "/v1/uploads/upload_1"],
  ["/v1/conversations", { id: "conv_1" }, "/v1/conversations/conv_1/items"],
  ["/v1/vector_stores", { id: "vs_1" }, "/v1/vector_stores/vs_1/files/file-9"],
  ["/openai_passthrough/v1/files", { id: "file-1" }, "/v1/files/file-1"],
  ["/v1/files", { id: "file-1" }, "/openai_passthrough/v1/files/file-1"],
  ["/openai_passthrough/openai/v1/files", { id: "file-1" }, "/openai_passthrough/api/v1/files/file-1"],
  ["/v1/files", { id: "file-1" }, "/v1/files/file%2D1"],
  ["/v1/files", { id: "__proto__" }, "/v1/files/__proto__"],
  ["/v1/files", { id: "f\"'\u0000 ;--" }, `/v1/files/${encodeURIComponent("f\"'\u0000 ;--")}`],
  ["/v1/files", { id: "x".repeat(10_000) }, `/v1/files/${"x".repeat(10_000)}`],
] as const;

test.each(makings)("%s answered %.40j: then %.40s goes where it was made", async (path, answer, asked) => {
  const scene = await openScene();
  await made(scene, path, answer);
  expect(await scene.send(native("GET", asked))).toMatchObject({ status: 200, asked: ["azure/a2"] });
  await scene.close();
});

test("an answer in pieces is remembered like one in memory", async () => {
  const scene = await openScene();
  const { ran } = await scene.send(native("POST", "/v1/files"), {
    call: other,
    answer: inPieces({ id: "file-1", bytes: 5 }, 3, 9),
  });
  expect(ran.body).toBe('{"id":"file-1","bytes":5}');
  expect((await scene.send(native("GET", "/v1/files/file-1"))).asked).toEqual(["azure/a1"]);
  await scene.close();
});

test("of an answer too large to be held the id is remembered where it comes first, and every byte arrives", async () => {
  const scene = await openScene();
  const large = { id: "resp_1", text: "x".repeat(200_000), n: 1 };
  const { ran } = await scene.send(native("POST", "/v1/responses", {}), {
    call: other,
    answer: inPieces(large, 40_000, 80_000, 120_000),
  });
  expect(JSON.parse(ran.body)).toEqual(large);
  expect((await scene.send(native("GET", "/v1/responses/resp_1"))).asked).toEqual(["azure/a1"]);
  await scene.close();
});

test("what a batch names later belongs to its maker, and so does what becomes of an upload", async () => {
  const scene = await openScene();
  await made(scene, "/v1/batches", { id: "batch_1", output_file_id: null }, "ann");
  await made(scene, "/v1/uploads", { id: "upload_1" }, "ann");
  const told = { id: "batch_1", output_file_id: "file-out", error_file_id: "file-err" };
  await scene.send(native("GET", "/v1/batches/batch_1"), { caller: "boss", admin: true, answer: inPieces(told) });
  await scene.send(native("POST", "/v1/uploads/upload_1/complete", {}), {
    caller: "ann",
    answer: { id: "upload_1", file: { id: "file-up" } },
  });
  for (const id of ["file-out", "file-err", "file-up"]) {
    expect(await scene.send(native("GET", `/v1/files/${id}`), { caller: "ann" })).toMatchObject({ asked: ["azure/a2"] });
    expect(await scene.send(native("GET", `/v1/files/${id}`), { caller: "bob" })).toMatchObject({ status: 404, asked: [] });
  }
  await scene.close();
});

test("who makes something of another's file is its maker, not the file's", async () => {
  const scene = await openScene();
  await made(scene, "/v1/files", { id: "file-1" }, "ann");
  const batch = native("POST", "/v1/batches", { input_file_id: "file-1" });
  expect(await scene.send(batch, { caller: "boss", admin: true, answer: { id: "batch_1" } })).toMatchObject({
    asked: ["azure/a2"],
  });
  expect(await scene.send(native("GET", "/v1/batches/batch_1"), { caller: "ann" })).toMatchObject({ status: 404 });
  await scene.close();
});

describe("nothing is remembered of", () => {
  const mine = credentialOf("caller", "sk-mine", ["https://azure.test"], "caller");
  const foreign = { call: { provider: "claude", model: "" } };
  test.each([
    ["a request that stores nothing", responses({ store: false }), {}, { id: "made" }],
    ["a passed one that stores nothing", native("POST", "/v1/responses", { store: false }), {}, { id: "made" }],
    ["a caller's own key", native("POST", "/v1/files"), { call: { ...other, credential: mine } }, { id: "made" }],
    ["an answer that was translated", responses(), foreign, { id: "made" }],
    ["a failure", native("POST", "/v1/files"), {}, { status: 400, body: '{"id":"made"}' }],
    ["a read", native("GET", "/v1/files/other"), {}, { id: "made" }],
    ["what a batch that was not made here names", native("GET", "/v1/batches/b"), {}, { id: "b", output_file_id: "made" }],
    ["other paths", native("POST", "/v1/chat/completions"), {}, { id: "made" }],
    ["parts of things", native("POST", "/v1/vector_stores/v/files"), {}, { id: "made" }],
    ["an answer that is a list", native("POST", "/v1/files"), {}, { status: 200, body: '["made"]' }],
    ["an answer that names itself twice", native("POST", "/v1/files"), {}, { status: 200, body: '{"id":"made","id":"x"}' }],
    ["an id that is a number", native("POST", "/v1/files"), {}, { id: 7 }],
  ])("%s", async (_what, request, turn, answer) => {
    const scene = await openScene();
    await scene.send(request, { call: other, ...turn, answer });
    for (const kind of ["files", "responses"]) {
      expect(await scene.send(native("GET", `/v1/${kind}/made`))).toMatchObject({ asked: ["openai/-"] });
    }
    await scene.close();
  });
});

test("a deletion that succeeded is remembered, one that failed is not, nor that of a part", async () => {
  const scene = await openScene();
  await made(scene, "/v1/vector_stores", { id: "vs_1" });
  await made(scene, "/v1/files", { id: "file-1" });
  const goes = async (path: string): Promise<readonly string[]> => (await scene.send(native("GET", path))).asked;
  await scene.send(native("DELETE", "/v1/files/file-1"), { answer: { status: 404, body: "{}" } });
  await scene.send(native("DELETE", "/v1/vector_stores/vs_1/files/file-1"), { answer: {} });
  expect([await goes("/v1/files/file-1"), await goes("/v1/vector_stores/vs_1")]).toEqual([["azure/a2"], ["azure/a2"]]);
  await scene.send(native("DELETE", "/v1/files/file-1"), { answer: { deleted: true } });
  await scene.send(native("DELETE", "/v1/vector_stores/vs_1"), { answer: { status: 204 } });
  expect([await goes("/v1/files/file-1"), await goes("/v1/vector_stores/vs_1")]).toEqual([["openai/-"], ["openai/-"]]);
  await scene.close();
});

test("other requests and other dialects pass untouched", async () => {
  const scene = await openScene({ options: { unknown: "refuse" } });
  const chat = { json: { model: "openai/gpt", previous_response_id: "resp_1" } };
  expect((await scene.send(chat)).status).toBe(200);
  expect((await scene.send({ ...native("GET", "/v1/files/file-1"), dialect: "gemini" })).status).toBe(200);
  expect((await scene.send({ ...native("GET", "/v1/files/file-1"), inference: false })).status).toBe(200);
  expect((await scene.send(native("GET", "/v1/files"))).status).toBe(200);
  await scene.close();
});
