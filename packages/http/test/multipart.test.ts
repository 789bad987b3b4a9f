/** A form at the edge: in memory or in a file without a name, readable again and again, and gone with its request. */
import type { Body, Call, Exchange } from "@headgate/core";
import { freeze, thaw } from "@headgate/http";
import { callOf } from "@headgate/testkit";
import type { HasBytes } from "@headgate/wire";
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Edge, type EdgeOptions, fine, openEdge, until } from "./edge.ts";

const path = "/v1/audio/transcriptions";
const [small, large] = [Buffer.alloc(100, "a"), Buffer.alloc(1 << 19, "0123456789abcdef-")];

function formWith(file: Buffer, more: Readonly<Record<string, string>> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ model: "openai/m", ...more })) form.append(name, value);
  form.append("file", new Blob([file as Uint8Array<ArrayBuffer>], { type: "audio/mpeg" }), "a.mp3");
  return form;
}

interface Seen {
  readonly edge: Edge;
  readonly exchanges: readonly Exchange[];
  /** Open files in the folder of uploads, and files with a name. */
  kept(): number;
}

async function open(during: (x: Exchange, call: Call) => unknown = () => {}, options: EdgeOptions = {}): Promise<Seen> {
  const uploadFolder = mkdtempSync(join(tmpdir(), "uploads-"));
  onTestFinished(() => rmSync(uploadFolder, { recursive: true, force: true }));
  const exchanges: Exchange[] = [];
  const edge = await openEdge({
    uploadFolder,
    async send(x, call) {
      exchanges.push(x);
      await during(x, call);
      return fine();
    },
    ...options,
  });
  const links = (): string[] => readdirSync("/proc/self/fd").flatMap((fd) => linkOf(`/proc/self/fd/${fd}`));
  return {
    edge,
    exchanges,
    kept: () => readdirSync(uploadFolder).length + links().filter((link) => link.startsWith(uploadFolder)).length,
  };
}

function linkOf(fd: string): string[] {
  try {
    return [readlinkSync(fd)];
  } catch {
    return [];
  }
}

function contentOf(body: Body): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    body.open().start({ write: (bytes) => void chunks.push(bytes), end: () => resolve(Buffer.concat(chunks)), fail: reject });
  });
}

async function fileOf(body: Body): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const part = (body as HasBytes).form!.parts.find(({ name }) => name === "file")!;
  for await (const chunk of part.read()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe.each([
  ["in memory", small, 0],
  ["in a file", large, 1],
])("%s", (_where, file, files) => {
  test("the fields are read by name, and the file again and again", async () => {
    const seen = await open(async (x, { body }) => {
      expect(seen.kept()).toBe(files);
      expect([x.field("model"), x.field("n"), x.field("stream"), x.field("file"), x.stream]).toEqual([
        "openai/m",
        2,
        true,
        undefined,
        true,
      ]);
      expect(x.json()).toEqual({ model: "openai/m", n: 2, stream: true });
      expect(body.bytes === undefined).toBe(files > 0);
      const [once, again, both] = [await contentOf(body), await contentOf(body), await Promise.all([fileOf(body), fileOf(body)])];
      expect(once.length).toBe(body.size);
      expect([once.equals(again), ...both.map((content) => content.equals(file))]).toEqual([true, true, true]);
    });
    const response = await seen.edge.post(path, formWith(file, { n: "2", stream: "true" }));
    expect([response.status, seen.edge.errors()]).toEqual([200, []]);
    await response.text();
    await until(() => seen.kept() === 0, "the upload was kept");
  });

  test("the call names provider and model", async () => {
    const calls: Call[] = [];
    const { edge } = await open((_x, call) => calls.push(call));
    await (await edge.post(path, formWith(file))).text();
    expect(calls).toMatchObject([{ provider: "openai", model: "m" }]);
  });

  test("it can wait: read into memory, stored and thawed it is the same form", async () => {
    const seen = await open(async (x, call) => {
      const bytes = await contentOf(call.body);
      const [thawed, again] = thaw(freeze(x, { ...call, body: { size: bytes.length, bytes, open: call.body.open } }));
      expect([thawed.field("model"), again.model, (await fileOf(again.body)).equals(file)]).toEqual(["openai/m", "m", true]);
    });
    const response = await seen.edge.post(path, formWith(file));
    expect([response.status, seen.edge.errors()]).toEqual([200, []]);
  });

  test("a reader who is late is told so, and reads no other file", async () => {
    const seen = await open();
    await (await seen.edge.post(path, formWith(file))).text();
    await until(() => seen.kept() === 0, "the upload was kept");
    const late = await fileOf(seen.exchanges[0]!.body).catch(({ message }: Error) => message);
    expect(late).toEqual(files === 0 ? file : "the upload is gone: its request is over");
  });

  test("a reader who is slow keeps the file until it has read", async () => {
    let content: Promise<Buffer> | undefined;
    const seen = await open((_x, { body }) => void (content = fileOf(body)));
    await (await seen.edge.post(path, formWith(file))).text();
    expect((await content!).equals(file)).toBe(true);
    await until(() => seen.kept() === 0, "the upload was kept");
  });
});

test("a source can be held up, and left", async () => {
  const seen = await open(async (_x, { body }) => {
    const source = body.open();
    let size = 0;
    await new Promise<void>((resolve) => {
      source.start({
        write(bytes) {
          if (size === 0) setImmediate(() => (source.cancel(), resolve()));
          size += bytes.length;
          source.pause();
        },
        end: () => {},
        fail: () => {},
      });
    });
    expect(size).toBe(65_536);
  });
  expect((await seen.edge.post(path, formWith(large))).status).toBe(200);
  await until(() => seen.kept() === 0, "the upload was kept");
});

test("a folder that is not there is the gateway's fault, and is logged", async () => {
  const { edge, exchanges } = await open(undefined, { uploadFolder: "/nowhere/at/all" });
  expect((await edge.post(path, formWith(small))).status).toBe(200);
  const response = await edge.post(path, formWith(large));
  expect([response.status, await response.json()]).toMatchObject([
    507,
    { error: { type: "server_error", code: "insufficient_storage" } },
  ]);
  expect([exchanges.length, edge.errors()]).toEqual([1, [{ err: expect.objectContaining({ code: "ENOENT" }) as unknown }]]);
});

test("more than an upload may have is refused, announced or not", async () => {
  const { edge, exchanges, kept } = await open(undefined, { uploadLimitBytes: 100_000 });
  expect((await edge.post(path, formWith(large))).status).toBe(413);
  const { headers, body } = new Response(formWith(large));
  const unannounced = { method: "POST", headers, body, duplex: "half" } as RequestInit;
  expect((await fetch(edge.url + path, unannounced)).status).toBe(413);
  expect([exchanges.length, kept()]).toEqual([0, 0]);
});

test("all uploads together have so much room, and it is there again when one of them is over", async () => {
  const ends: (() => void)[] = [];
  const during = (): Promise<void> => new Promise((resolve) => ends.push(resolve));
  const { edge, kept } = await open(during, { uploadFolderLimitBytes: 2 * large.length });
  const first = edge.post(path, formWith(large));
  await until(() => ends.length === 1, "no upload came");
  const second = await edge.post(path, formWith(large));
  expect([second.status, edge.errors()]).toEqual([507, [{ err: expect.any(Error) as unknown }]]);
  ends.shift()!();
  expect((await first).status).toBe(200);
  await until(() => kept() === 0, "the upload was kept");
  const third = edge.post(path, formWith(large));
  await until(() => ends.length === 1, "no upload came");
  ends.shift()!();
  expect((await third).status).toBe(200);
});

test("all that a form lacks is told at once", async () => {
  const { edge } = await open();
  const form = new FormData();
  form.append("stream", "perhaps");
  const response = await fetch(`${edge.url}/v1/images/edits`, { method: "POST", body: form });
  const message =
    'model is required; at least one image is required; prompt is required; stream is "perhaps"; expected true or false';
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { error: { message, param: "model", code: "invalid_value" } },
  ]);
});

test("an edit may come as JSON too", async () => {
  const seen = await open();
  const body = { model: "openai/m", prompt: "x", images: [{ file_id: "file-1" }] };
  expect((await seen.edge.post("/v1/images/edits", body)).status).toBe(200);
  expect(seen.exchanges[0]!.field("images")).toEqual(body.images);
});

test("a stored body that is no longer a form is thawed as what it is", () => {
  const bytes = Buffer.from("--x\r\nbroken");
  const frozen = { exchange: { headers: { "content-type": "multipart/form-data; boundary=x" } }, slots: {}, call: {}, bytes };
  const [x, call] = thaw(frozen as never);
  expect([x.field("model"), call.body.bytes, callOf(x).body]).toEqual([undefined, bytes, x.body]);
});
