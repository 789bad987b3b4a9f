/** An answer that is passed on as it comes: its bytes wait in an outbox for their reader, whose pace is the upstream's. */
import type { ByteSource, Reply, Sink } from "@headgate/core";
import type { IncomingHttpHeaders } from "node:http";
import type { Attempt } from "./attempt.ts";
import { Outbox } from "./outbox.ts";

export abstract class OutboxReading implements ByteSource {
  readonly attempt: Attempt;
  readonly headers: IncomingHttpHeaders;
  readonly outbox: Outbox;
  /** Present once it is committed. */
  reply: Reply | undefined;

  constructor(attempt: Attempt, headers: IncomingHttpHeaders) {
    this.attempt = attempt;
    this.headers = headers;
    this.outbox = new Outbox(attempt.options.streams.bufferBytes, attempt);
  }

  abstract cancel(): void;
  start(sink: Sink): void {
    this.outbox.open(sink);
  }
  pause(): void {
    this.outbox.pause();
  }
  resume(): void {
    this.outbox.resume();
  }
}
