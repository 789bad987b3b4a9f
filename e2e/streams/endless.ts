/** A provider whose streams never end and go as fast as the reader takes them: it tells how much it could write. */
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface EndlessProvider {
  readonly url: string;
  /** Bytes that streams have handed to their sockets so far. */
  readonly written: number;
  /** Resolves once nothing was written for so long; rejects beyond so many bytes. */
  untilQuiet(quietMs: number, mostBytes: number): Promise<void>;
  /** Resolves with the next write. */
  untilWrite(): Promise<void>;
  /** Resolves when every stream so far was cut by its reader. */
  untilAllGone(): Promise<void>;
  close(): Promise<void>;
}

const chunk = { id: "c", object: "chat.completion.chunk", created: 1, model: "m" };
const event = `data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta: { content: "x".repeat(4000) }, finish_reason: null }] })}\n\n`;

export async function startEndless(): Promise<EndlessProvider> {
  let written = 0;
  let wrote: () => void = () => {};
  const gone: Promise<unknown>[] = [];
  const flow = (response: ServerResponse): void => {
    if (response.destroyed) return;
    written += event.length;
    wrote();
    if (response.write(event)) setImmediate(flow, response);
    else response.once("drain", () => flow(response));
  };
  const server = createServer((request, response) => {
    request.resume();
    gone.push(once(response, "close"));
    flow(response.writeHead(200, { "content-type": "text/event-stream" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const nextWrite = (): Promise<void> => new Promise((resolve) => (wrote = resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get written() {
      return written;
    },
    untilQuiet: (quietMs, mostBytes) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, quietMs);
        wrote = () => {
          timer.refresh();
          if (written <= mostBytes) return;
          clearTimeout(timer);
          reject(
            new Error(`${written} bytes were written to a gateway whose readers do not read; expected at most ${mostBytes}`),
          );
        };
      }),
    untilWrite: nextWrite,
    untilAllGone: async () => void (await Promise.all(gone)),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
