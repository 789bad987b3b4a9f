/** An upstream over real HTTP: a script with one entry for each expected request. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { wrongNumber } from "./send.ts";

export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: string | object;
  /** Server-sent events: plain text becomes a `data:` line, whole frames are sent unchanged. */
  readonly events?: readonly string[];
  /** "cut" breaks the connection after the last byte; "hang" leaves it open for ever. */
  readonly ending?: "cut" | "hang";
}

export type UpstreamStep =
  | ScriptedAnswer
  | ((request: IncomingMessage, body: string, response: ServerResponse) => void | Promise<void>);

export interface UpstreamRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface ScriptedUpstream {
  /** Such as `http://127.0.0.1:41234`. */
  readonly origin: string;
  readonly requests: readonly UpstreamRequest[];
  /** Throws when fewer or more requests came than the script has entries. */
  verify(): void;
  /** Breaks the connections that are still open. */
  close(): Promise<void>;
}

export async function startUpstream(script: readonly UpstreamStep[]): Promise<ScriptedUpstream> {
  const requests: UpstreamRequest[] = [];
  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await request.toArray()).toString();
    const step = script[requests.length];
    requests.push({ method: request.method!, path: request.url!, headers: request.headers, body });
    if (typeof step === "function") return step(request, body, response);
    answer(response, step ?? { status: 500, body: wrongNumber(script.length, requests.length).message });
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    verify() {
      if (requests.length !== script.length) throw wrongNumber(script.length, requests.length);
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(response: ServerResponse, { status = 200, headers, body, events, ending }: ScriptedAnswer): void {
  const type = events ? "text/event-stream" : typeof body === "string" ? "text/plain" : "application/json";
  response.writeHead(status, { "content-type": type, ...headers });
  response.flushHeaders();
  if (body !== undefined) response.write(typeof body === "string" ? body : JSON.stringify(body));
  for (const event of events ?? []) response.write(frame(event));
  // Only after the bytes before have left, or the client would not see them.
  if (ending === "cut") setImmediate(() => response.destroy());
  else if (ending !== "hang") response.end();
}

function frame(event: string): string {
  return /^(?:data|event|id|retry|:)/.test(event) ? `${event.trimEnd()}\n\n` : `data: ${event}\n\n`;
}
