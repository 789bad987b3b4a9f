/** Somebody who is told by webhooks: a real server that answers as it is told to, and keeps what it read. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A status, headers too, or nothing at all. */
export type Step = number | { readonly status: number; readonly headers: Readonly<Record<string, string>> } | "never";

export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Resolves with the first so many; rejects after half a minute. */
  wait(count: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

/** Answers 200 when there is no step left. */
export async function startReceiver(steps: readonly Step[] = []): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => void chunks.push(chunk));
    req.on("end", () => {
      const { method = "", url = "", headers } = req;
      received.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
      answer(res, steps[received.length - 1] ?? 200);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    async wait(count) {
      const until = performance.now() + 30_000;
      while (received.length < count) {
        if (performance.now() > until) throw new Error(`the receiver was told ${received.length} times, expected ${count}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return received.slice(0, count);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(res: ServerResponse, step: Step): void {
  if (step === "never") return;
  const { status, headers } = typeof step === "number" ? { status: step, headers: {} } : step;
  res.writeHead(status, headers).end("ok");
}
