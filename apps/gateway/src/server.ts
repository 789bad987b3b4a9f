/** The listening socket: opened by listhen, drained by ourselves, for its own way out cuts streams. */
import { listen } from "listhen";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { checkAddress } from "./address.ts";

export interface Listening {
  readonly url: string;
  /** Accepts no new connections and closes the open ones, idle ones at once. */
  close(): Promise<void>;
}

const flushMs = 500;

export async function openServer(
  handler: (req: IncomingMessage, res: ServerResponse) => unknown,
  { port, host, headersLimitBytes }: { readonly port: number; readonly host: string; readonly headersLimitBytes: number },
): Promise<Listening> {
  await checkAddress(host, port);
  const serve: RequestListener = (req, res) => void (isHostPlain(req) ? handler(req, res) : refuseHost(req, res));
  const listener = await listen(serve, {
    // Only the port that was asked for; 0 means any.
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
  for (const listener of server.listeners("request")) if (listener !== serve) server.off("request", listener as () => void);
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
function refuseBytes(error: Error & { code?: string }, socket: Duplex & { _httpMessage?: ServerResponse | null }): void {
  // After the beginning of an answer, another one would be read as part of it. Node keeps the open answer here, and checks it in the same way.
  // eslint-disable-next-line no-underscore-dangle
  const begun = socket._httpMessage?.headersSent === true;
  if (begun || !socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
  const status = tooLarge
    ? "431 Request Header Fields Too Large"
    : error.code === "ERR_HTTP_REQUEST_TIMEOUT"
      ? "408 Request Timeout"
      : "400 Bad Request";
  const body = saying(
    tooLarge ? "the request headers are too large" : `the request is not valid HTTP (${error.code ?? "unknown"})`,
  );
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}

const hostValue = /^(?:\[[\da-f:.]+\]|(?:[\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(?::\d*)?$/i;

/** One Host at most, a name or an address with or without a port (RFC 9112, 3.2). Node itself refuses HTTP/1.1 without one. */
function isHostPlain({ headers, rawHeaders }: IncomingMessage): boolean {
  const { host } = headers;
  if (host === undefined) return true;
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    if (name.length === 4 && name.toLowerCase() === "host") count++;
  }
  return count === 1 && hostValue.test(host);
}

function refuseHost(req: IncomingMessage, res: ServerResponse): void {
  const body = saying("the request has an invalid Host header, or more than one; expected one host, with or without a port");
  res.writeHead(400, { connection: "close", "content-type": "application/json", "content-length": body.length }).end(body);
  // The rest of the request is read and dropped, so that the answer arrives.
  req.resume();
}

/** ASCII. */
function saying(message: string): string {
  return JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code: "invalid_http" } });
}
