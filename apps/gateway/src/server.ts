/** The listening socket: opened by listhen, drained by ourselves, for its own way out cuts streams. */
import { listen } from "listhen";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { checkAddress } from "./address.ts";

export interface Listening {
  readonly url: string;
  /** Takes no new connection and closes those that are open, the idle ones at once. */
  close(): Promise<void>;
}

const flushMs = 500;

export async function openServer(
  handler: (req: IncomingMessage, res: ServerResponse) => unknown,
  { port, host, headersLimitBytes }: { readonly port: number; readonly host: string; readonly headersLimitBytes: number },
): Promise<Listening> {
  await checkAddress(host, port);
  const listener = await listen(handler, {
    // Never another port than the one that was asked for; 0 asks for any.
    port: port === 0 ? { random: true } : { port, random: false, alternativePortRange: [port, port] },
    hostname: host,
    https: false,
    showURL: false,
    qr: false,
    clipboard: false,
    open: false,
    autoClose: false,
  });
  const server = listener.server as Server & { maxHeaderSize: number };
  // listhen hands no options to the server; Node reads this one anew for each connection.
  server.maxHeaderSize = headersLimitBytes;
  server.on("clientError", refuseBytes);
  // listhen's own bookkeeping of every request serves its close(), which cuts streams and is never called.
  for (const listener of server.listeners("request")) if (listener !== handler) server.off("request", listener as () => void);
  const address = server.address();
  const bound = typeof address === "object" && address ? address.port : port;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      // The last answers may still be on their way out.
      const force = setTimeout(() => server.closeAllConnections(), flushMs);
      await closed;
      clearTimeout(force);
    },
  };
}

/** What is not HTTP at all (RFC 9112): no request exists, so the answer is written by hand. */
function refuseBytes(error: Error & { code?: string }, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
  const status = tooLarge
    ? "431 Request Header Fields Too Large"
    : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
      ? "408 Request Timeout"
      : "400 Bad Request";
  const message = tooLarge ? "the request headers are too large" : `the request is not valid HTTP (${error.code ?? "unknown"})`;
  const body = JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code: "invalid_http" } });
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}
