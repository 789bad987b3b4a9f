/** A client that writes its own bytes: any header, and many pipelined requests, over one connection. */
import { connect, type Socket } from "node:net";
import { type Answer, readAnswer } from "./answer.ts";

export interface Sent {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: unknown;
}

export interface Client {
  /** Rejects when the connection ends without an answer. */
  send(sent: Sent): Promise<Answer>;
  close(): void;
}

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (why: Error) => void;
}

/** Requests are answered in the order they are sent. After an answer that closes the connection, the next request uses a new one. */
export function createClient(port: number): Client {
  let line: ReturnType<typeof open> | undefined;
  return {
    send(sent) {
      if (!line?.usable()) line = open(port);
      return line.send(sent);
    },
    close: () => line?.close(),
  };
}

function open(port: number): Client & { usable(): boolean } {
  const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const waiting: Waiting[] = [];
  let unread: Buffer = Buffer.alloc(0);
  let last = false;
  socket.on("data", (bytes: Buffer) => {
    unread = unread.length === 0 ? bytes : Buffer.concat([unread, bytes]);
    for (let read = readAnswer(unread); read; read = readAnswer(unread)) {
      unread = unread.subarray(read.length);
      if (read.answer.headers.includes("\r\nconnection: close")) last = true;
      waiting.shift()?.resolve(read.answer);
    }
  });
  const end = (why: Error): void => {
    last = true;
    for (const { reject } of waiting.splice(0)) reject(why);
  };
  socket.on("error", end);
  socket.on("close", () => end(new Error("the connection ended without an answer")));
  return {
    usable: () => !last,
    send(sent) {
      socket.write(bytesOf(sent));
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    close: () => void socket.destroy(),
  };
}

function bytesOf({ method, path, headers = {}, body }: Sent): Buffer {
  const payload = body === undefined ? undefined : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  let head = `${method} ${path} HTTP/1.1\r\nhost: gateway\r\n`;
  for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`;
  if (!payload) return Buffer.from(`${head}\r\n`);
  return Buffer.concat([
    Buffer.from(`${head}content-type: application/json\r\ncontent-length: ${payload.length}\r\n\r\n`),
    payload,
  ]);
}
