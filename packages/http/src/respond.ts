/** Writes a reply to the socket: one write for a whole body, event by event for a stream, with back-pressure both ways. */
import { deliver, type Delivery, type Reply, type Sink } from "@headgate/core";
import type { Dialect, Operation } from "@headgate/dialects";
import type { ServerResponse } from "node:http";
import { renderReply } from "./render.ts";
import { type Keeper, StreamSink } from "./stream-sink.ts";

/** Returns the delivery, to be ended when the client leaves; `keeper` is told what a body throws later. */
export function respond(
  id: string,
  reply: Reply,
  res: ServerResponse,
  dialect: Dialect,
  operation: Operation | undefined,
  keeper: Keeper,
): Delivery {
  renderReply(reply, dialect, operation);
  const { body } = reply;
  // The upstream makes its headers for this one reply; a plugin's may be shared or frozen.
  const headers = reply.call ? reply.headers : { ...reply.headers };
  headers["x-request-id"] = id;
  if (dialect.requestIdHeader) headers[dialect.requestIdHeader] = id;
  const whole = body === null || typeof body === "string" || body instanceof Uint8Array;
  if (whole) headers["content-length"] = String(body === null ? 0 : Buffer.byteLength(body));
  res.writeHead(reply.status, headers);
  if (whole) return deliver(reply, new WholeSink(res));
  const events = /^text\/event-stream/i.test(headers["content-type"] ?? "");
  const sink = new StreamSink(res, events ? operation?.stream : undefined, keeper);
  const delivery = deliver(reply, sink);
  sink.control(delivery);
  return delivery;
}

class WholeSink implements Sink {
  readonly res: ServerResponse;
  bytes: Uint8Array | undefined;
  constructor(res: ServerResponse) {
    this.res = res;
  }
  write(bytes: Uint8Array): void {
    this.bytes = bytes;
  }
  end(): void {
    this.res.end(this.bytes);
  }
  fail(): void {
    this.res.destroy();
  }
}
