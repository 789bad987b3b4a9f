/** A binary answer: committed at its first byte, relayed as it comes, and torn where it breaks off: it cannot carry an error. */
import { type Refusal, reply } from "@headgate/core";
import type { IncomingHttpHeaders } from "node:http";
import type { Attempt, Reading } from "./attempt.ts";
import { transportFailure } from "./failure.ts";
import { replyHeaders } from "./headers.ts";
import { usageMeasured } from "./measure.ts";
import { OutboxReading } from "./outbox-reading.ts";

/** Not JSON or text: those are errors, or something that nobody asked for. */
export function isBinary({ "content-type": type = "" }: IncomingHttpHeaders): boolean {
  return !/^(?:text\/|application\/(?:.+\+)?json)/i.test(type);
}

export class BinaryReading extends OutboxReading implements Reading {
  readonly status: number;
  over = false;

  constructor(attempt: Attempt, status: number, headers: IncomingHttpHeaders) {
    super(attempt, headers);
    this.status = status;
  }

  data(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.attempt.timers.event();
    this.outbox.add(chunk);
    if (!this.reply) this.commit();
  }
  end(): void {
    if (!this.reply) return this.lost(transportFailure(this.attempt.options.place.name, "answered with an empty body"));
    this.close(false);
    this.attempt.finish(false);
    this.outbox.end();
  }
  lost(why: Refusal): void {
    if (!this.reply) return this.attempt.refuse(why);
    if (this.over) return;
    this.close(true);
    this.attempt.finish(true);
    this.outbox.fail(why);
  }

  commit(): void {
    const { attempt, headers, status } = this;
    const type = headers["content-type"] ?? "application/octet-stream";
    const own = replyHeaders(attempt.scrub.text(type), headers, attempt);
    for (const name of ["content-disposition", "content-length"] as const) {
      const value = headers[name];
      if (value !== undefined) own[name] = attempt.scrub.text(value);
    }
    this.reply = reply({ status, headers: own, body: this, call: attempt.options.call });
    attempt.resolve(this.reply);
  }
  /** The whole request is billed, however much of the answer came. */
  close(early: boolean): void {
    this.over = true;
    const { operation, call } = this.attempt.options;
    const used = usageMeasured(operation, () => undefined, call);
    this.reply!.usage = used && { ...used, estimated: used.estimated || early };
  }

  cancel(): void {
    if (!this.over) this.close(true);
    this.attempt.finish(true);
  }
}
