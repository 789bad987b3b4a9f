/** What one caller made is nothing to another. */
import { bytesSource } from "@headgate/wire";
import { expect, test } from "vitest";
import { made, native, openScene, responses, type Scene } from "./scene.ts";

const kinds = [
  ["responses", "No response found with id 'x_1'."],
  ["files", "No file found with id 'x_1'."],
  ["batches", "No batch found with id 'x_1'."],
  ["uploads", "No upload found with id 'x_1'."],
  ["conversations", "No conversation found with id 'x_1'."],
  ["vector_stores", "No vector store found with id 'x_1'."],
] as const;

test.each(kinds)("another's thing among %s is answered like one that is not there", async (kind, message) => {
  const [strict, scene] = [await openScene({ options: { unknown: "refuse" } }), await openScene()];
  await made(scene, `/v1/${kind}`, { id: "x_1" }, "ann");
  for (const method of ["GET", "POST", "DELETE"]) {
    const { ran, asked } = await scene.send(native(method, `/v1/${kind}/x_1`), { caller: "bob" });
    const unknown = await strict.send(native(method, `/v1/${kind}/x_1`), { caller: "bob" });
    expect(asked).toEqual([]);
    expect(ran.error).toMatchObject({ code: "not_found", status: 404, message });
    expect(unknown.ran.error).toEqual(ran.error);
  }
  expect(await scene.send(native("GET", `/v1/${kind}/x_1`), { caller: "ann" })).toMatchObject({ asked: ["azure/a2"] });
  await Promise.all([scene.close(), strict.close()]);
});

const fields = [
  ["previous_response_id", "responses", "No response found with id 'x_1'."],
  ["conversation", "conversations", "No conversation found with id 'x_1'."],
  ["input_file_id", "files", "No file found with id 'x_1'."],
] as const;

test.each(fields)("%s of another is refused, wherever it is asked", async (param, kind, message) => {
  const scene = await openScene();
  await made(scene, `/v1/${kind}`, { id: "x_1" }, "ann");
  await made(scene, "/v1/vector_stores", { id: "vs_b" }, "bob");
  const json = { [param]: "x_1" };
  const counting = { ...responses(json), operation: "input_tokens" };
  for (const request of [
    responses(json),
    counting,
    native("POST", "/v1/batches", json),
    native("POST", "/v1/vector_stores/vs_b/files", json),
  ]) {
    const { ran, asked } = await scene.send(request, { caller: "bob" });
    expect(asked).toEqual([]);
    expect(ran.error).toMatchObject({ code: "not_found", status: 404, param, message });
  }
  await scene.close();
});

const mine = '"previous_response_id":"resp_b"';
const hers = '"previous_response_id":"x_1"';
test.each([
  ["twice", `{${mine},${hers}}`, {}, 400],
  ["beside another name that is there twice", `{"a":1,"a":2,${hers}}`, {}, 400],
  ["behind a byte-order mark", `\ufeff{${hers}}`, {}, 400],
  ["above what is nested too deeply", `{${hers},"a":${"[".repeat(600)}${"]".repeat(600)}}`, {}, 400],
  ["compressed, as far as is said", `{${hers}}`, { "content-encoding": "Gzip" }, 415],
  ["uncompressed, in capitals", `{${hers}}`, { "content-encoding": "Identity" }, 404],
  ["far behind", `{${" ".repeat(100_000)}${hers}}`, {}, 404],
  ["as text", `{${hers}}`, { "content-type": "text/plain" }, 404],
] as const)("what is another's is not to be had by naming it %s", async (_how, text, headers, status) => {
  const scene = await openScene();
  await made(scene, "/v1/responses", { id: "x_1" }, "ann");
  await made(scene, "/v1/responses", { id: "resp_b" }, "bob");
  const { body: _, ...request } = native("POST", "/v1/responses", {});
  const bytes = Buffer.from(text);
  const body = { size: bytes.length, open: () => bytesSource(bytes) };
  const asked = await scene.send({ ...request, headers: { ...request.headers, ...headers }, body }, { caller: "bob" });
  expect(asked).toMatchObject({ status, asked: [] });
  await scene.close();
});

const callers = [
  ["its maker", "ann", { caller: "ann" }, 200],
  ["another", "ann", { caller: "bob" }, 404],
  ["an admin", "ann", { caller: "boss", admin: true }, 200],
  ["nobody in particular", "ann", {}, 404],
  ["nobody, of what nobody made", undefined, {}, 200],
  ["somebody, of what nobody made", undefined, { caller: "ann" }, 404],
] as const;

test.each(callers)("asked by %s (made by %s)", async (_who, maker, turn, status) => {
  const scene = await openScene();
  await made(scene, "/v1/files", { id: "file-1" }, maker);
  expect((await scene.send(native("GET", "/v1/files/file-1"), turn)).status).toBe(status);
  await scene.close();
});

test("nobody takes another's id over by being answered with it", async () => {
  const scene = await openScene();
  await made(scene, "/v1/files", { id: "file-1" }, "ann");
  await scene.send(native("POST", "/v1/files"), { caller: "bob", answer: { id: "file-1" } });
  expect(await scene.send(native("GET", "/v1/files/file-1"), { caller: "bob" })).toMatchObject({ status: 404 });
  expect(await scene.send(native("GET", "/v1/files/file-1"), { caller: "ann" })).toMatchObject({ asked: ["azure/a2"] });
  await scene.close();
});

test("what belongs to another is not forgotten for who may not delete it", async () => {
  const scene = await openScene();
  await made(scene, "/v1/files", { id: "file-1" }, "ann");
  expect(await scene.send(native("DELETE", "/v1/files/file-1"), { caller: "bob" })).toMatchObject({ status: 404, asked: [] });
  expect(await goes(scene, "ann")).toEqual(["azure/a2"]);
  await scene.close();
});

test("a long id is not repeated at length", async () => {
  const scene = await openScene({ options: { unknown: "refuse" } });
  const { ran } = await scene.send(native("GET", `/v1/files/${"x".repeat(10_000)}`));
  expect(ran.error!.message).toBe(`No file found with id '${"x".repeat(100)}…'.`);
  await scene.close();
});

async function goes(scene: Scene, caller: string): Promise<readonly string[]> {
  return (await scene.send(native("GET", "/v1/files/file-1"), { caller })).asked;
}
