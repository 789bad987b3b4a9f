/** Sends raw bytes to a socket and reads the answer, for what no HTTP client would send. */
import { once } from "node:events";
import { connect } from "node:net";

/** Sends the parts one after the other and reads until the other side closes; rejects if it does not in time. */
export async function exchange(url: string, ...parts: readonly (string | Uint8Array)[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  // A refusal may close the socket while we still write.
  socket.on("error", () => {});
  const late = setTimeout(() => socket.destroy(new Error("late")), 20_000);
  const closed = once(socket, "close");
  await once(socket, "connect");
  for (const part of parts) socket.write(part);
  await closed;
  const text = Buffer.concat(chunks).toString("latin1");
  if (socket.errored?.message === "late") throw new Error(`the connection was still open after 20 seconds; it said:\n${text}`);
  clearTimeout(late);
  return text;
}

/** A request as text, with the right content-length unless the headers have one. */
export function request(headers: readonly string[], body = "", line = "POST /v1/chat/completions HTTP/1.1"): string {
  const length = headers.some((header) => /^(content-length|transfer-encoding)/i.test(header))
    ? []
    : [`content-length: ${body.length}`];
  return `${[line, "host: gateway", "content-type: application/json", ...headers, ...length].join("\r\n")}\r\n\r\n${body}`;
}
