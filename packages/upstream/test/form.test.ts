/** A form leaves as its parts in their order, written anew for each attempt, and answers may be plain text. */
import { type Exchange } from "@headgate/core";
import { exchangeOf, type UpstreamStep } from "@headgate/testkit";
import type { Form, FormPart } from "@headgate/wire";
import { describe, expect, test } from "vitest";
import { openRig, type Rig, type RigOptions, secret, until } from "./rig.ts";

const fine: UpstreamStep = {
  headers: { "content-type": "application/json" },
  body: '{"text":"Hello","usage":{"type":"duration","seconds":3}}',
};
const open = (script: readonly UpstreamStep[], options: RigOptions = {}): Promise<Rig> =>
  openRig(script, { operation: "transcriptions", ...options });

/** How often each file was opened, and how often a reader was done with it. */
interface Counted {
  opened: number;
  closed: number;
}

function textPart(name: string, text: string): FormPart {
  return { name, value: Buffer.from(text), size: Buffer.byteLength(text), read: () => pieces([]) };
}

function filePart(name: string, chunks: readonly string[], counted: Counted = { opened: 0, closed: 0 }): FormPart {
  const size = chunks.join("").length;
  return { name, filename: "a.mp3", type: "audio/mpeg", size, read: () => pieces(chunks, counted) };
}

async function* pieces(chunks: readonly string[], counted: Counted = { opened: 0, closed: 0 }): AsyncGenerator<Buffer> {
  counted.opened++;
  try {
    for (const chunk of chunks) yield Buffer.from(chunk);
  } finally {
    counted.closed++;
  }
}

function asking(...parts: readonly FormPart[]): Exchange {
  const form: Form = { parts };
  const headers = { "content-type": "multipart/form-data; boundary=clients" };
  const source = (): never => {
    throw new Error("the client's bytes are not sent");
  };
  return exchangeOf({ operation: "transcriptions", headers, body: Object.assign({ size: 1, open: source }, { form }) });
}

test("has the parts in their order, the target's model, and nothing that concerns only the gateway", async () => {
  const rig = await open([fine]);
  const x = asking(
    textPart("prompt", "ü\r\n"),
    textPart("fallbacks", "[]"),
    filePart("file", ["one", "", "two"]),
    textPart("fallbacks[]", "other/m"),
    textPart("model", "acme/m"),
    textPart("n", ""),
  );
  const reply = await rig.send(x);
  expect([reply.status, reply.usage]).toEqual([200, { estimated: false, units: { seconds: 3 } }]);
  const [{ headers, body }] = rig.upstream.requests as [(typeof rig.upstream.requests)[0]];
  const [, boundary] = /^multipart\/form-data; boundary=(headgate-[\da-f-]{36})$/.exec(headers["content-type"]!) ?? [];
  expect(body.split(`--${boundary}`)).toEqual([
    "",
    '\r\ncontent-disposition: form-data; name="prompt"\r\n\r\nü\r\n\r\n',
    '\r\ncontent-disposition: form-data; name="file"; filename="a.mp3"\r\ncontent-type: audio/mpeg\r\n\r\nonetwo\r\n',
    '\r\ncontent-disposition: form-data; name="model"\r\n\r\nm\r\n',
    '\r\ncontent-disposition: form-data; name="n"\r\n\r\n\r\n',
    "--\r\n",
  ]);
  expect(headers).toMatchObject({
    "content-length": String(Buffer.byteLength(body)),
    authorization: `Bearer ${secret}`,
    "user-agent": "headgate",
  });
});

test("is read anew by each attempt, under another boundary", async () => {
  const rig = await open([{ status: 500, body: "{}" }, fine]);
  const counted = { opened: 0, closed: 0 };
  const x = asking(textPart("model", "acme/m"), filePart("file", ["a", "b"], counted));
  expect([(await rig.send(x)).status, (await rig.send(x)).status]).toEqual([502, 200]);
  expect(counted).toEqual({ opened: 2, closed: 2 });
  const [first, second] = rig.upstream.requests.map(({ headers }) => headers["content-type"]);
  expect(first).not.toBe(second);
});

test("calls its fields what the provider calls them", async () => {
  const rig = await open([fine], { rename: { prompt: "hint" } });
  await rig.send(asking(textPart("model", "m"), textPart("prompt", "x"), filePart("file", ["y"])), {
    provider: "acme",
    model: "m",
  });
  expect(rig.upstream.requests[0]!.body).toContain('name="hint"\r\n\r\nx');
});

test("leaves out what the provider does not know, and says so", async () => {
  const rig = await open([fine], { rename: { prompt: null } });
  const reply = await rig.send(asking(textPart("model", "m"), textPart("prompt", "x"), filePart("file", ["y"])), {
    provider: "acme",
    model: "m",
  });
  expect(rig.upstream.requests[0]!.body).not.toContain("prompt");
  expect(reply.headers["x-bf-warnings"]).toBe("other (prompt)");
});

test("a file that cannot be read is a failed call, not a cut one", async () => {
  const rig = await open([fine]);
  const broken: FormPart = {
    ...filePart("file", ["abc"]),
    async *read() {
      yield Buffer.from("a");
      throw new Error("the disk is gone");
    },
  };
  const reply = await rig.send(asking(textPart("model", "acme/m"), broken));
  expect([reply.status, reply.error?.code]).toEqual([502, "upstream_error"]);
  expect(rig.upstream.requests).toEqual([]);
});

test("a client that leaves while its file is sent closes the file", async () => {
  const rig = await open([() => {}]);
  const counted = { opened: 0, closed: 0 };
  const endless = Array.from({ length: 2000 }, () => "x".repeat(65_536));
  const x = asking(textPart("model", "acme/m"), filePart("file", endless, counted));
  const reply = rig.send(x);
  await until(() => counted.opened === 1);
  x["~abort"]({ code: "client_closed_request", status: 499, message: "gone", by: "gateway", scope: "request" });
  expect((await reply).error?.code).toBe("client_closed_request");
  await until(() => counted.closed === 1, "the file was left open");
});

test("a provider that takes its time to read is not silent", async () => {
  let read = 0;
  const rig = await open([fine], { timeouts: { headersMs: 1000, firstEventMs: 2000, idleMs: 3000, totalMs: 10_000 } });
  const slow: FormPart = {
    ...filePart("file", ["a".repeat(5)]),
    async *read() {
      for (; read < 5; read++) {
        yield Buffer.from("a");
        await rig.clock.advance(600);
      }
    },
  };
  expect((await rig.send(asking(textPart("model", "acme/m"), slow))).status).toBe(200);
});

describe("an answer in plain text", () => {
  const text = (type: string, body: string): UpstreamStep => ({ headers: { "content-type": type }, body });
  const x = (): Exchange => asking(textPart("model", "acme/m"), filePart("file", ["y"]));

  test.each([
    ["text/plain; charset=utf-8", "Hello\n"],
    ["text/vtt", "WEBVTT\n"],
    ["application/x-subrip", "1\n"],
    ["text/plain", ""],
  ])("as %s is handed on whole: %j", async (type, body) => {
    const reply = await (await open([text(type, body)])).send(x());
    expect([reply.status, reply.headers["content-type"], Buffer.from(reply.body as Uint8Array).toString(), reply.usage]).toEqual([
      200,
      type,
      body,
      { estimated: true, units: {} },
    ]);
  });

  test.each(["text/html", "image/png"])("as %s is none", async (type) => {
    const reply = await (await open([text(type, "x")])).send(x());
    expect([reply.status, reply.error?.message]).toEqual([502, expect.stringContaining(`answered with ${type}, not with JSON`)]);
  });
});

test.each([
  ["application/json", '{"text":"Hello","usage":{"type":"duration","seconds":3}}', { seconds: 3 }],
  ["text/plain", "Hello", {}],
])("a model that streams no transcript answers with all of it, as %s", async (type, body, units) => {
  const rig = await open([{ headers: { "content-type": type }, body }]);
  const parts = [textPart("model", "acme/m"), textPart("stream", "true"), filePart("file", ["one"])];
  const x = Object.assign(asking(...parts), { stream: true });
  const reply = await rig.send(x);
  expect([reply.status, reply.error, reply.usage?.units]).toEqual([200, undefined, units]);
  expect(Buffer.from(reply.body as Uint8Array).toString()).toContain("Hello");
});
