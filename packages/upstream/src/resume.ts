/** Texts that broke off: what was sent is kept, and another stream continues it if it begins with the same words. */
import { type Call, type Refusal, refuse } from "@headgate/core";
import type { Continuation, Transcript } from "@headgate/dialects";
import type { Frame } from "@headgate/wire";
import type { IncomingHttpHeaders } from "node:http";
import type { Attempt } from "./attempt.ts";
import { EventsReading } from "./events.ts";
import { TranslatedReading } from "./translated.ts";

type Sent = NonNullable<Call["continues"]>;

/** A body has `sent` only when resuming is on; otherwise nothing is kept. */
export function streamReading(attempt: Attempt, headers: IncomingHttpHeaders): EventsReading {
  const { call, operation, streams, translation } = attempt.options;
  if (translation) return new TranslatedReading(attempt, headers, translation.stream());
  if (call.continues) return new ContinuingReading(attempt, headers, (call.continues["~sent"] as Transcript).follow());
  const transcript = streams.resume ? operation.stream!.createTranscript?.() : undefined;
  return transcript ? new RecordedReading(attempt, headers, transcript) : new EventsReading(attempt, headers);
}

/** It began with other words, or ended before them. */
export function cannotGoOn(provider: string): Refusal {
  const message = `inference failed: ${provider} could not go on from the text already sent`;
  // Not the provider's fault: it is still good for others, and asking it again would not change its words.
  return refuse({ code: "cannot_resume", status: 502, message, type: "server_error", by: "gateway", scope: "request" });
}

class RecordedReading extends EventsReading {
  readonly transcript: Transcript;

  constructor(attempt: Attempt, headers: IncomingHttpHeaders, transcript: Transcript) {
    super(attempt, headers);
    this.transcript = transcript;
  }
  override pass(frame: Frame): void {
    this.transcript.note(frame);
    super.pass(frame);
  }
  sent(): Sent | undefined {
    return sentOf(this.transcript, this.failure);
  }
}

class ContinuingReading extends EventsReading {
  readonly continuation: Continuation;

  constructor(attempt: Attempt, headers: IncomingHttpHeaders, continuation: Continuation) {
    super(attempt, headers);
    this.continuation = continuation;
  }
  override pass(frame: Frame): void {
    const fresh = this.continuation.next(frame);
    if (fresh === "differs") this.failure = cannotGoOn(this.attempt.options.place.name);
    else if (fresh) this.outbox.add(fresh);
  }
  /** A client that has the text already does not wait for a first sign. */
  override hold(): void {}
  override commit(): void {
    if (this.continuation.covered) super.commit();
  }
  /** The words are billed, though nobody will read them. */
  override refuse(why: Refusal): void {
    const { events, usage } = this.reader;
    this.attempt.refuse(why, events > 0 || usage ? this.used() : undefined);
  }
  override errorFrame(why: Refusal): string {
    return this.continuation.errorFrame(why);
  }
  sent(): Sent | undefined {
    return sentOf(this.continuation.transcript, this.failure);
  }
}

function sentOf(transcript: Transcript, failure: Refusal | undefined): Sent | undefined {
  return failure?.scope === "target" && transcript.resumable ? { "~sent": transcript } : undefined;
}
