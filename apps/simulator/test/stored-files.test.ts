// Files as both SDK majors store, list, read and delete them, each key its own.
import { toFile } from "openai7";
import { describe, expect, it } from "vitest";
import { majors, shared } from "./clients.ts";

const simulator = await shared();
const mebibyte = 1024 * 1024;
const bytes = Buffer.from([0, 255, 13, 10, 45, 45]);

describe.each(majors)("with %s", (_name, connect) => {
  const client = connect(simulator.url);
  const other = client.withOptions({ apiKey: "sk-other" });
  const create = async (name = "a b.bin", purpose: "user_data" | "batch" = "user_data") =>
    client.files.create({ file: await toFile(bytes, name), purpose });

  it("gives back what was stored, byte by byte", async () => {
    const made = await create();
    expect(made).toMatchObject({ object: "file", bytes: 6, filename: "a b.bin", purpose: "user_data", status: "processed" });
    expect(made.id).toMatch(/^file-/);
    expect(await client.files.retrieve(made.id)).toEqual(made);
    const content = await client.files.content(made.id);
    expect(content.headers.get("content-type")).toBe("application/octet-stream");
    expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true);
    expect(await client.files.delete(made.id)).toEqual({ id: made.id, object: "file", deleted: true });
    await expect(client.files.retrieve(made.id)).rejects.toMatchObject({
      status: 404,
      message: `404 No such File object: ${made.id}`,
    });
  });

  it("lists a key's own, the newest first, by purpose and page by page", async () => {
    simulator.reset();
    const ids = [await create("1"), await create("2", "batch"), await create("3")].map(({ id }) => id).toReversed();
    const listed = async (query: object, from = client): Promise<string[]> => {
      const found: string[] = [];
      for await (const { id } of from.files.list(query)) found.push(id);
      return found;
    };
    expect(await listed({})).toEqual(ids);
    expect(await listed({ limit: 1 })).toEqual(ids);
    expect(await listed({ order: "asc" })).toEqual(ids.toReversed());
    expect(await listed({ purpose: "batch" })).toEqual([ids[1]]);
    expect(await listed({}, other)).toEqual([]);
  });

  it("hides a file from every other key", async () => {
    const { id } = await create();
    for (const asked of [() => other.files.retrieve(id), () => other.files.content(id), () => other.files.delete(id)])
      await expect(asked()).rejects.toMatchObject({ status: 404 });
    expect((await client.files.retrieve(id)).id).toBe(id);
  });

  it("takes a mebibyte and no byte more", async () => {
    const purpose = "user_data";
    const most = await client.files.create({ file: await toFile(Buffer.alloc(mebibyte, 7), "m"), purpose });
    expect(most.bytes).toBe(mebibyte);
    await expect(client.files.create({ file: await toFile(Buffer.alloc(mebibyte + 1), "m"), purpose })).rejects.toMatchObject({
      status: 413,
    });
  });
});

it("keeps the latest hundred, and of the calls no content", async () => {
  const client = majors[1]![1](simulator.url);
  const first = await client.files.create({ file: await toFile(bytes, "first"), purpose: "user_data" });
  for (let i = 0; i < 100; i++) await client.files.create({ file: await toFile(bytes, "f"), purpose: "user_data" });
  await expect(client.files.retrieve(first.id)).rejects.toMatchObject({ status: 404 });
  expect(simulator.calls[0]).toMatchObject({
    operation: "file_create",
    model: undefined,
    body: "",
    form: { purpose: "user_data" },
  });
});

it.each([
  [{ purpose: "batch" }, "file"],
  [{ purpose: "batch", file: "text" }, "file"],
  [{ file: new File([bytes], "a") }, "purpose"],
  [{ purpose: "nothing", file: new File([bytes], "a") }, "purpose"],
])("refuses %j", async (fields, param) => {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  const response = await fetch(`${simulator.url}/v1/files`, { method: "POST", body });
  expect([response.status, await response.json()]).toMatchObject([400, { error: { param } }]);
});
