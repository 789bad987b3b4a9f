/** A streamed answer: held until its first meaningful event, then passed on event by event, and never ended as a success that it was not. */
import { type Refusal, reply, type Usage } from "@headgate/core";
import type { ErrorFacts, StreamReader } from "@headgate/dialects";
import { type Frame, Frames } from "@headgate/wire";
import type { IncomingHttpHeaders } from "node:http";
import type { Attempt, Reading } from "./attempt.ts";
import { DamagedStream, EventStreamFrames } from "./event-stream.ts";
import { errorInside, transportFailure } from "./failure.ts";
import { replyHeaders } from "./headers.ts";
import { usageMeasured } from "./measure.ts";
import { OutboxReading } from "./outbox-reading.ts";

export const keepAlive: Buffer = Buffer.from(": keep-alive\n\n");

export class EventsReading extends OutboxReading implements Reading {
  readonly frames: Frames | EventStreamFrames;
  readonly reader: StreamReader;
  readonly read: (frame: Frame) => void;
  ended = false;
  failure: Refusal | undefined;
  progressed = false;
  /** Cancels the timer that runs while only meaningless events have come. */
  holding: (() => void) | undefined;

  constructor(attempt: Attempt, headers: IncomingHttpHeaders) {
    super(attempt, headers);
    const { place, operation, streams } = attempt.options;
    this.frames = place.framing === "sse" ? new Frames(streams.eventBytes) : new EventStreamFrames(streams.eventBytes);
    this.reader = operation.stream!.createReader({ terminator: place.terminator, asked: attempt.options.x });
    this.read = (frame) => this.event(frame);
  }

  data(chunk: Buffer): void {
    this.progressed = false;
    try {
      this.frames.push(chunk, this.read);
    } catch (error) {
      if (this.ended) return this.complete(false);
      const what = error instanceof DamagedStream ? "a malformed event" : "an event that is too large";
      return this.lost(transportFailure(this.attempt.options.place.name, `sent ${what}`));
    }
    if (this.attempt.over) return;
    if (this.progressed) this.attempt.timers.event();
    if (this.failure) this.close();
    else if (this.ended) this.complete(false);
    else if (!this.reply && this.outbox.full) this.commit();
  }

  event(frame: Frame): void {
    if (this.ended || this.failure) return;
    this.progressed = true;
    const { place, outgoing } = this.attempt.options;
    const meaning = this.reader.read(frame);
    if (meaning === "error") this.failure = this.explain(this.reader.error!);
    else if (meaning === "malformed") this.failure = transportFailure(place.name, "sent a malformed event");
    else if (meaning !== "usage" || !outgoing.withholdUsage) this.pass(frame);
    if (meaning === "end") this.ended = true;
    if (this.failure) return;
    if (meaning === "nothing" || meaning === "usage") {
      if (!this.reply) this.hold();
    } else if (!this.reply || this.holding) this.commit();
  }

  /** To the client, or to where it waits for the commit. */
  pass(frame: Frame): void {
    this.outbox.add(frame.bytes);
  }
  explain(facts: ErrorFacts): Refusal {
    const { attempt } = this;
    const answered = { provider: attempt.options.place.name, callersOwn: attempt.callersOwn };
    return errorInside(answered, attempt.scrub.facts(facts));
  }

  /** From the first meaningless event on, the client waits at most `holdMs` for a sign of life. */
  hold(): void {
    const { clock, streams } = this.attempt.options;
    this.holding ??= clock.after(streams.holdMs, () => {
      this.commit();
      this.outbox.add(keepAlive);
      this.hold();
    });
  }
  commit(): void {
    this.holding?.();
    this.holding = undefined;
    if (this.reply) return;
    const { call } = this.attempt.options;
    const headers = replyHeaders("text/event-stream; charset=utf-8", this.headers, this.attempt);
    headers["cache-control"] = "no-cache";
    headers["x-accel-buffering"] = "no";
    this.reply = reply({ status: 200, headers, body: this, call });
    this.attempt.resolve(this.reply);
  }

  end(): void {
    if (this.ended) return;
    if (this.reader.finished && this.frames.pending === 0) {
      this.ended = true;
      this.commit();
      this.complete(true);
    } else this.lost(transportFailure(this.attempt.options.place.name, "ended its stream before it was complete"));
  }
  lost(why: Refusal): void {
    if (this.ended) return;
    this.failure ??= why;
    this.close();
  }
  /** Before the commit the failure is the reply; after it, the last thing that the client gets. */
  close(): void {
    this.holding?.();
    if (!this.reply) return this.refuse(this.failure!);
    this.account();
    this.attempt.finish(true);
    this.outbox.fail(this.failure!, Buffer.from(this.errorFrame(this.failure!)));
  }
  complete(upstreamEnded: boolean): void {
    this.account();
    this.attempt.finish(false);
    if (!upstreamEnded) this.attempt.linger();
    this.outbox.end();
  }
  refuse(why: Refusal): void {
    this.attempt.refuse(why);
  }
  errorFrame(why: Refusal): string {
    return this.reader.errorFrame(why);
  }
  account(): void {
    this.reply!.usage = this.used();
  }
  used(): Usage {
    const { operation, call } = this.attempt.options;
    const { usage, events } = this.reader;
    if (operation.measure) {
      const made = usageMeasured(operation, (name) => (name === (operation.usageField ?? "usage") ? usage : undefined), call);
      return { units: made?.units ?? {}, estimated: made?.estimated !== false || !this.ended };
    }
    const units = usage ? operation.usage(usage) : { input: Math.ceil(call.body.size / 4), output: events };
    return { estimated: !usage || this.reader.estimated === true, units };
  }

  cancel(): void {
    this.holding?.();
    if (!this.ended) this.account();
    this.attempt.finish(true);
  }
}
