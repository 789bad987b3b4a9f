/** A streamed body on its way to the client: a write for each piece, and back-pressure from the socket. */
import type { Delivery, Refusal, Sink } from "@headgate/core";
import type { StreamFormat } from "@headgate/dialects";
import type { ServerResponse } from "node:http";
import { chunkOf, mostToCopy } from "./chunk.ts";

export class StreamSink implements Sink {
  readonly res: ServerResponse;
  readonly format: StreamFormat | undefined;
  delivery: Delivery | undefined;
  /** The first write carries the head. */
  begun = false;
  stalled = false;

  constructor(res: ServerResponse, format: StreamFormat | undefined) {
    this.res = res;
    this.format = format;
  }
  control(delivery: Delivery): void {
    this.delivery = delivery;
    if (this.stalled) delivery.pause();
  }
  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const taken = this.isClear(bytes) ? this.frame(bytes) : this.viaResponse(bytes);
    if (taken || this.stalled) return;
    this.stalled = true;
    this.delivery?.pause();
  }
  end(): void {
    this.res.end();
  }
  /** An event stream reports it in a frame of its own; for any other body only a torn connection shows that it is incomplete. */
  fail(why: Refusal, frame?: Uint8Array): void {
    const last = this.format && frame ? frame : this.format?.createReader({ terminator: "done" }).errorFrame(why);
    if (last) this.res.end(last);
    else this.res.destroy();
  }

  /** Nothing of this answer is still buffered (Node 26 holds a chunk for a tick), so what is written to the socket now comes next. */
  isClear({ length }: Uint8Array): boolean {
    const { res } = this;
    return this.begun && length <= mostToCopy && res.chunkedEncoding && res.socket !== null && res.writableLength === 0;
  }
  /** Node would use four writes and a tick for a chunk; framed here it is one write. */
  frame(bytes: Uint8Array): boolean {
    const socket = this.res.socket!;
    if (socket.destroyed || socket.write(chunkOf(bytes))) return true;
    socket.once("drain", this.flows);
    return false;
  }
  viaResponse(bytes: Uint8Array): boolean {
    this.begun = true;
    const taken = this.res.write(bytes);
    if (!taken && !this.stalled) this.res.once("drain", this.flows);
    return taken;
  }
  readonly flows = (): void => {
    this.stalled = false;
    this.delivery?.resume();
  };
}
