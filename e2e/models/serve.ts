/** The server in front of each model: one POST route, JSON in, the model's result out. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Asked = Readonly<Record<string, unknown>>;

export interface ModelServer {
  readonly url: string;
  /** The body of each request. */
  readonly asked: readonly Asked[];
  /** Ends the model too. */
  close(): Promise<void>;
}

export interface Made {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Any other path gets a 404; if `make` throws, a 422 with its message. */
export async function serve(
  path: string,
  make: (asked: Asked) => Promise<Made>,
  end: () => Promise<unknown> = async () => {},
): Promise<ModelServer> {
  const asked: Asked[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await read(request);
    if (request.method !== "POST" || request.url !== path) return void response.writeHead(404).end();
    asked.push(body);
    const { type, bytes } = await make(body);
    response.writeHead(200, { "content-type": type, "content-length": bytes.length }).end(bytes);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const { bytes } = json({ error: { message: String(error), type: "invalid_request_error" } });
      response.writeHead(422, { "content-type": "application/json" }).end(bytes);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      await end();
    },
  };
}

export function json(value: object): Made {
  return { type: "application/json", bytes: Buffer.from(JSON.stringify(value)) };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as Asked;
}
