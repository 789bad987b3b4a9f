/** Promise: malicious forms are refused at once, in little memory, and the gateway carries on as if nothing had happened. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { exchange } from "../bad-input/raw.ts";
import { boundary, file, form, model, part, type } from "./forms.ts";
import { bearer, openScene, type Scene, until, uploadLimitBytes } from "./scene.ts";

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene?.close());
afterEach(async () => {
  await until(async () => (await scene.kept()) === 0, "an upload was left open");
});

const path = "/v1/audio/transcriptions";
const good = form(model, file);
const megabyte = 1 << 20;

test("the good form is answered, so that the bad ones are refused for what they are", async () => {
  expect((await scene.post(path, good, { "content-type": type })).status).toBe(200);
});

describe("refuses", () => {
  test.each([
    [
      "10,000 parts",
      form(...Array.from({ length: 10_000 }, (_, i) => ({ name: `p${i}`, content: "x" })), model, file),
      /more than 100 parts/,
    ],
    ["a head without end", form(model, { ...file, head: [`x-bomb: ${"x".repeat(megabyte)}`] }), /a head of more than 8192 bytes/],
    [
      "10,000 headers",
      form(model, { ...file, head: Array.from({ length: 10_000 }, (_, i) => `x-${i}: y`) }),
      /a head of more than/,
    ],
    ["no last boundary", good.slice(0, good.lastIndexOf("--")), /ends before its last boundary/],
    ["another boundary", good.replaceAll(boundary, "another"), /does not begin with its boundary/],
    ["a boundary that goes on", good.replace(`${boundary}\r\n`, `${boundary}x\r\n`), /a boundary that goes on/],
    ["words before it", `preamble\r\n${good}`, /does not begin with its boundary/],
    ["a second form behind it", good + good, /goes on after its last boundary/],
    ["line feeds alone", good.replaceAll("\r\n", "\n"), /a boundary that goes on/],
    ["a folded header", form(model, { ...file, head: ["x-a: b\r\n c"] }), /a header that is none/],
    [
      "a header with a lone return",
      form(model, { ...file, head: ["x-a: b\rcontent-disposition: form-data"] }),
      /a header that is none/,
    ],
    [
      "two dispositions",
      form(file, { ...model, head: ['content-disposition: form-data; name="model"'] }),
      /two content-dispositions/,
    ],
    ["two names", form(file, { name: 'x"; name="model', content: "openai/whisper-2" }, model), /no name, or not in one way/],
    ["an escaped name", form(file, model, { name: "mod%65l", content: "openai/whisper-2" }), /empty, long or escaped/],
    ["a name with a backslash", form(file, model, { name: "mod\\el", content: "x" }), /empty, long or escaped/],
    ["an encoded part", form(file, { ...model, head: ["content-transfer-encoding: base64"] }), /encoded/],
    ["two models", form(file, model, { ...model, content: "openai/whisper-2" }), /model appears twice/],
    ["a second model as a file", form(file, model, { ...model, filename: "m" }), /model appears twice/],
    ["a model in a list", form(file, { ...model, name: "model[]" }), /model is required/],
    ["a model that is a file", form(file, { ...model, filename: "m" }), /model is a file/],
    ["no model", form(file), /^model is required$/],
    ["no file", form(model), /^file is required$/],
    ["a stream that is neither", form(file, model, { name: "stream", content: "yes" }), /stream is "yes"/],
  ])("%s", async (_what, body, message) => {
    const before = scene.provider.calls.length;
    const response = await scene.post(path, body, { "content-type": type });
    expect(await response.json()).toMatchObject({ error: { message: expect.stringMatching(message) as string } });
    expect(response.status).toBe(400);
    expect(scene.provider.calls.length).toBe(before);
  });

  test.each([
    ["/v1/audio/transcriptions", "application/json", "{}", 415],
    ["/v1/audio/translations", "text/plain", "hello", 415],
    ["/v1/images/variations", "application/json", "{}", 415],
    ["/v1/chat/completions", type, good, 415],
    ["/v1/images/edits", "text/plain", "hello", 415],
    ["/v1/images/edits", "application/json", '{"model":"openai/gpt-image-1","prompt":"x"}', 400],
    [path, "multipart/form-data", good, 400],
    [path, `multipart/form-data; boundary=${"b".repeat(71)}`, good, 400],
    [path, `${type}; boundary=other`, good, 400],
    [path, "multipart/mixed; boundary=x", good, 400],
  ])("%s as %s", async (where, contentType, body, status) => {
    const response = await scene.post(where, body, { "content-type": contentType });
    expect([response.status, await response.json()]).toMatchObject([status, { error: { type: "invalid_request_error" } }]);
  });

  test("more text than it would keep in memory", async () => {
    const response = await scene.post(path, form(model, file, { name: "prompt", content: "x".repeat(megabyte + 1) }), {
      "content-type": type,
    });
    expect(response.status).toBe(413);
  });
});

test("takes a part that is called __proto__ for what it is", async () => {
  const odd = [
    { name: "__proto__", content: '{"model":"x"}' },
    { name: "constructor[prototype]", content: "y" },
  ];
  const response = await scene.post(path, form(...odd, model, file), { "content-type": type });
  expect(response.status).toBe(200);
  expect(Object.entries(scene.provider.calls.at(-1)!.form!)).toEqual(
    expect.arrayContaining([
      ["__proto__", '{"model":"x"}'],
      ["constructor[prototype]", "y"],
      ["model", "whisper-1"],
    ]),
  );
});

test("what looks like a part inside a file stays in the file", async () => {
  const inside = `audio\n--${boundary}\ncontent-disposition: form-data; name="model"\n\nopenai/whisper-2\r\n--${boundary.slice(0, -1)}`;
  const response = await scene.post(path, form(model, { ...file, content: inside }), { "content-type": type });
  expect(response.status).toBe(200);
  expect(scene.provider.calls.at(-1)!.form).toMatchObject({ model: "whisper-1", file: { size: inside.length } });
});

describe("endless", () => {
  test.each([
    ["words before the first boundary", "x".repeat(65_536), 400],
    ["a head", `--${boundary}\r\nx-a: ${"y".repeat(65_000)}`, 400],
    ["parts", `--${boundary}${part({ name: "a", content: "" })}`, 400],
    ["a text", `--${boundary}${part({ name: "a", content: "z".repeat(megabyte) })}`.slice(0, megabyte), 413],
  ])("%s are answered while they still come", async (_what, piece, status) => {
    const before = await scene.gateway.residentBytes();
    const socket = await open(["transfer-encoding: chunked"]);
    const answer = once(socket, "data") as Promise<[Buffer]>;
    let sent = 0;
    while (!socket.destroyed && sent < 40 * megabyte && socket.bytesRead === 0) {
      sent += piece.length;
      await write(socket, `${piece.length.toString(16)}\r\n${piece}\r\n`);
    }
    expect((await answer)[0].toString("latin1")).toMatch(`HTTP/1.1 ${status} `);
    expect(sent).toBeLessThan(40 * megabyte);
    socket.destroy();
    expect((await scene.gateway.residentBytes()) - before).toBeLessThan(64 * megabyte);
  });

  test("a file ends at the limit of uploads, and the connection soon after", async () => {
    const socket = await open([`transfer-encoding: chunked`]);
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    const head = `--${boundary}${part({ ...file, content: "" })}`.slice(0, -2);
    await write(socket, `${head.length.toString(16)}\r\n${head}\r\n`);
    const piece = Buffer.from(`100000\r\n${"a".repeat(megabyte)}\r\n`);
    let sent = 0;
    for (; !socket.destroyed && sent < uploadLimitBytes + 100 * megabyte; sent += megabyte) await write(socket, piece);
    expect(Buffer.concat(chunks).toString("latin1")).toMatch("HTTP/1.1 413 ");
    expect(sent).toBeLessThan(uploadLimitBytes + 100 * megabyte);
  });
});

describe("a length that lies", () => {
  test("too large for any upload is refused unread", async () => {
    const socket = await open([`content-length: ${uploadLimitBytes + 1}`]);
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString("latin1")).toMatch("HTTP/1.1 413 ");
    socket.destroy();
  });

  test("shorter than the form cuts it, and what follows is no request", async () => {
    const head = ["connection: close", `content-length: ${good.length - 20}`];
    const calls = scene.provider.calls.length;
    expect(await exchange(scene.gateway.url, `${requestHead(head)}${good}`)).toMatch(/^HTTP\/1\.1 400 /);
    expect(scene.provider.calls.length).toBe(calls);
  });

  test("longer than the form waits for the rest, and keeps nothing once the client has gone", async () => {
    const calls = scene.provider.calls.length;
    const large = form(model, { ...file, content: "a".repeat(300_000) });
    const socket = await open([`content-length: ${large.length + 1000}`]);
    await write(socket, large);
    await until(async () => (await scene.kept()) > 0, "the upload was not kept in a file");
    socket.destroy();
    await until(async () => (await scene.kept()) === 0, "the upload was left open");
    expect(scene.provider.calls.length).toBe(calls);
  });

  test("of a part means nothing", async () => {
    const body = form(model, { ...file, head: ["content-length: 4"] });
    expect((await scene.post(path, body, { "content-type": type })).status).toBe(200);
    expect(scene.provider.calls.at(-1)!.form).toMatchObject({ file: { size: file.content.length } });
  });
});

test("byte by byte it is the same form", async () => {
  const socket = await open(["connection: close", "transfer-encoding: chunked"]);
  socket.setNoDelay(true);
  const answer = once(socket, "data") as Promise<[Buffer]>;
  for (const byte of good) await write(socket, `1\r\n${byte}\r\n`);
  await write(socket, "0\r\n\r\n");
  expect((await answer)[0].toString("latin1")).toMatch(/^HTTP\/1\.1 200 /);
  expect(scene.provider.calls.at(-1)!.form).toMatchObject({ model: "whisper-1", file: { size: file.content.length } });
});

test("a client that leaves while the provider still reads takes the upload with it", async () => {
  scene.provider.reset();
  scene.provider.script([{ hang: true }]);
  const socket = await open([`content-length: ${form(model, { ...file, content: "a".repeat(300_000) }).length}`]);
  await write(socket, form(model, { ...file, content: "a".repeat(300_000) }));
  const [call] = await scene.provider.waitForCalls(1);
  expect(await scene.kept()).toBe(1);
  socket.destroy();
  await call!.waitForAbort();
  scene.provider.reset();
});

function requestHead(more: readonly string[]): string {
  const lines = [
    `POST ${path} HTTP/1.1`,
    "host: gateway",
    `authorization: ${bearer.authorization}`,
    `content-type: ${type}`,
    ...more,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

async function open(more: readonly string[]): Promise<Socket> {
  const { hostname, port } = new URL(scene.gateway.url);
  const socket = connect(Number(port), hostname);
  // A refusal may close the socket while we still write.
  socket.on("error", () => {});
  await once(socket, "connect");
  await write(socket, requestHead(more));
  return socket;
}

/** As fast as the other side takes it. */
function write(socket: Socket, bytes: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => (socket.destroyed ? resolve() : void socket.write(bytes, () => setImmediate(resolve))));
}
