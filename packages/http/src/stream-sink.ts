/** A streamed body on its way to the client: a write for each piece, and back-pressure from the socket. */
import type { Delivery, Refusal, Sink } from "@headgate/core";
import type { StreamFormat } from "@headgate/dialects";
import type { ServerResponse } from "node:http";
import { chunkOf, mostToCopy } from "./chunk.ts";

export class StreamSink implements Sink {
  readonly res: ServerResponse;
  readonly format: StreamFormat | undefined;
  delivery: Delivery | undefined;
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
    const taken = this.begun ? this.goOn(bytes) : this.begin(bytes);
    if (taken || this.stalled) return;
    this.stalled = true;
    this.delivery?.pause();
  }
  end(): void {
    this.res.end();
  }
  /** An event stream says so in its own frame; of any other body only a torn connection tells that it is not whole. */
  fail(why: Refusal, frame?: Uint8Array): void {
    const last = this.format && frame ? frame : this.format?.createReader({ terminator: "done" }).errorFrame(why);
    if (last) this.res.end(last);
    else this.res.destroy();
  }

  /** Together with the head. */
  begin(bytes: Uint8Array): boolean {
    this.begun = true;
    return this.viaResponse(bytes);
  }
  /** In Node's way a chunk is four writes and a tick; framed here it is one. */
  goOn(bytes: Uint8Array): boolean {
    const { res } = this;
    const { socket } = res;
    if (!socket || !res.chunkedEncoding || bytes.length > mostToCopy) return this.viaResponse(bytes);
    if (socket.destroyed || socket.write(chunkOf(bytes))) return true;
    if (!this.stalled) socket.once("drain", this.flows);
    return false;
  }
  viaResponse(bytes: Uint8Array): boolean {
    const taken = this.res.write(bytes);
    if (!taken && !this.stalled) this.res.once("drain", this.flows);
    return taken;
  }
  readonly flows = (): void => {
    this.stalled = false;
    this.delivery?.resume();
  };
}
