/** Chunks that are framed here, as a client's parser takes them apart. */
import { type ByteSource, reply, type Sink } from "@headgate/core";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { chat, type Edge, openEdge } from "./edge.ts";

const sizes = [1, 15, 16, 255, 256, 4095, 4096, 16_384, 16_385, 70_000];
/** Every byte there is, line ends included. */
const pieceOf = (size: number): Buffer => Buffer.from(Array.from({ length: size }, (_, i) => (i * 7 + size) % 256));
const pieces = sizes.map(pieceOf);

/** Says the pieces, and an empty one between them, in turns of their own. */
class Saying implements ByteSource {
  start(sink: Sink): void {
    void (async () => {
      for (const piece of pieces) {
        sink.write(piece);
        sink.write(Buffer.alloc(0));
        await new Promise<void>((resolve) => void setImmediate(resolve));
      }
      sink.end();
    })();
  }
  pause(): void {}
  resume(): void {}
  cancel(): void {}
}

const plain = { "content-type": "application/octet-stream" };
const open = () => openEdge({ send: () => reply({ status: 200, headers: plain, body: new Saying() }) });

test("pieces of any size arrive as they were, whatever their bytes", async () => {
  const edge = await open();
  const response = await edge.post("/v1/chat/completions");
  expect(Buffer.concat(pieces).equals(Buffer.from(await response.arrayBuffer()))).toBe(true);
});

test("two answers on one connection do not run into each other", async () => {
  const edge = await open();
  for (let i = 0; i < 3; i++) {
    const response = await edge.post("/v1/chat/completions");
    expect((await response.arrayBuffer()).byteLength).toBe(sizes.reduce((sum, size) => sum + size, 0));
  }
});

test("the head goes first, also where several pieces come in one turn", async () => {
  const source: ByteSource = {
    start(sink) {
      for (const word of ["one ", "two ", "three"]) sink.write(Buffer.from(word));
      setImmediate(() => sink.end());
    },
    pause() {},
    resume() {},
    cancel() {},
  };
  const edge = await openEdge({ send: () => reply({ status: 200, headers: { "content-type": "audio/mpeg" }, body: source }) });
  expect(await (await edge.post("/v1/chat/completions")).text()).toBe("one two three");
});

describe("as they stand on the wire", () => {
  const ask = async (version: string, edge: Edge): Promise<Buffer> => {
    const socket = connect(edge.port, "127.0.0.1");
    const body = JSON.stringify(chat);
    const head = `POST /v1/chat/completions HTTP/${version}\r\nhost: a\r\nconnection: close\r\ncontent-type: application/json\r\n`;
    socket.write(`${head}content-length: ${body.length}\r\n\r\n${body}`);
    const got: Buffer[] = [];
    socket.on("data", (bytes: Buffer) => got.push(bytes));
    await once(socket, "close");
    return Buffer.concat(got);
  };
  test("each piece of a turn of its own is one chunk", async () => {
    const answer = await ask("1.1", await open());
    const chunks = pieces.map((piece) =>
      Buffer.concat([Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n")]),
    );
    const body = answer.subarray(answer.indexOf("\r\n\r\n") + 4);
    expect(body.equals(Buffer.concat([...chunks, Buffer.from("0\r\n\r\n")]))).toBe(true);
  });
  test("pieces that come in one turn after the head are one chunk, and the last of them takes the end along", async () => {
    const source: ByteSource = {
      start(sink) {
        sink.write(Buffer.from("first"));
        setImmediate(() => {
          for (const word of ["one ", "two ", "three"]) sink.write(Buffer.from(word));
          setImmediate(() => {
            sink.write(Buffer.from("last"));
            sink.end();
          });
        });
      },
      pause() {},
      resume() {},
      cancel() {},
    };
    const answer = await ask("1.1", await openEdge({ send: () => reply({ status: 200, headers: plain, body: source }) }));
    const body = answer.subarray(answer.indexOf("\r\n\r\n") + 4).toString();
    expect(body).toBe("5\r\nfirst\r\nd\r\none two three\r\n4\r\nlast\r\n0\r\n\r\n");
  });
  test("a client of HTTP/1.0, which knows no chunks, gets the bytes alone", async () => {
    const answer = await ask("1.0", await open());
    expect(answer.subarray(answer.indexOf("\r\n\r\n") + 4).equals(Buffer.concat(pieces))).toBe(true);
  });
});
