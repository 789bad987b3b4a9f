/** A streamed body on its way to the client: one write for what came in a turn, and back-pressure from the socket. */
import type { Delivery, Refusal, Sink } from "@headgate/core";
import type { StreamFormat } from "@headgate/dialects";
import type { ServerResponse } from "node:http";
import { chunkOf, mostToCopy } from "./chunk.ts";
import { atEndOfTurn, type Waiting } from "./turn.ts";

/** Told what a source throws while it is slowed down or let go on. */
export interface Keeper {
  mishandle(error: unknown): void;
}

export class StreamSink implements Sink, Waiting {
  readonly res: ServerResponse;
  readonly format: StreamFormat | undefined;
  readonly keeper: Keeper;
  delivery: Delivery | undefined;
  /** The first write carries the head. */
  begun = false;
  stalled = false;
  /** What waits for the end of this turn. */
  held: Uint8Array[] = [];
  size = 0;

  constructor(res: ServerResponse, format: StreamFormat | undefined, keeper: Keeper) {
    this.res = res;
    this.format = format;
    this.keeper = keeper;
  }
  control(delivery: Delivery): void {
    this.delivery = delivery;
    if (this.stalled) delivery.pause();
  }
  write(bytes: Uint8Array): void {
    const { length } = bytes;
    if (length === 0) return;
    // A source that writes on and on must meet the back-pressure in this very turn.
    if (this.size + length > mostToCopy) this.flush();
    if (!this.begun || length > mostToCopy) return this.viaResponse(bytes);
    this.size += length;
    if (this.held.push(bytes) === 1) atEndOfTurn(this);
  }
  flush(): void {
    const { size, res } = this;
    if (size === 0) return;
    const held = this.take();
    if (res.destroyed) return;
    const { socket } = res;
    // What is still in the response goes first (Node 26 holds a chunk for a tick).
    if (!socket || res.writableLength > 0 || !res.chunkedEncoding) return this.viaResponse(Buffer.concat(held, size));
    // Node would use four writes and a tick for a chunk; framed here it is one write.
    if (!socket.write(chunkOf(held, size))) this.stall(socket);
  }
  end(): void {
    if (this.size > 0) this.res.end(Buffer.concat(this.take()));
    else this.res.end();
  }
  /** An event stream reports it in a frame of its own; for any other body only a torn connection shows that it is incomplete. */
  fail(why: Refusal, frame?: Uint8Array): void {
    this.flush();
    const last = this.format && frame ? frame : this.format?.createReader({ terminator: "done" }).errorFrame(why);
    if (last) this.res.end(last);
    else this.res.destroy();
  }

  take(): Uint8Array[] {
    const { held } = this;
    this.held = [];
    this.size = 0;
    return held;
  }
  viaResponse(bytes: Uint8Array): void {
    this.begun = true;
    if (!this.res.write(bytes)) this.stall(this.res);
  }
  stall(on: NodeJS.EventEmitter): void {
    if (this.stalled) return;
    this.stalled = true;
    on.once("drain", this.flows);
    this.tell("pause");
  }
  readonly flows = (): void => {
    this.stalled = false;
    this.tell("resume");
  };
  /** At the end of a turn nobody of the source's own is above us who would catch what it throws. */
  tell(what: "pause" | "resume"): void {
    try {
      this.delivery?.[what]();
    } catch (error) {
      this.keeper.mishandle(error);
    }
  }
}
