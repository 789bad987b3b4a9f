/** A provider that keeps files and batches, and remembers who asked it for what. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface FileProvider {
  readonly url: string;
  readonly received: Received[];
  /** By path, in the place of the usual answer. */
  readonly answers: Map<string, (response: ServerResponse, asked: Received) => void>;
  close(): void;
}

export async function startFileProvider(): Promise<FileProvider> {
  const received: Received[] = [];
  const answers: FileProvider["answers"] = new Map();
  const server = createServer((request, response) => {
    const { method = "", url = "", headers } = request;
    void request.toArray().then((chunks) => {
      const asked = { method, url, headers, body: Buffer.concat(chunks as Buffer[]) };
      received.push(asked);
      const own = answers.get(url.split("?", 1)[0]!);
      if (own) own(response, asked);
      else json(response, 200, { method, url, bytes: asked.body.length });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answers,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}
