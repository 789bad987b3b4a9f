/** A stream between two dialects: each event of the provider's becomes what the client's own provider would have sent. */
import type { Refusal } from "@headgate/core";
import { type ErrorFacts, Unreadable } from "@headgate/dialects";
import type { Frame } from "@headgate/wire";
import type { IncomingHttpHeaders } from "node:http";
import type { Attempt } from "./attempt.ts";
import { EventsReading, keepAlive } from "./events.ts";
import { transportFailure } from "./failure.ts";
import type { StreamTranslation } from "./translation.ts";

export class TranslatedReading extends EventsReading {
  readonly translation: StreamTranslation;

  constructor(attempt: Attempt, headers: IncomingHttpHeaders, translation: StreamTranslation) {
    super(attempt, headers);
    this.translation = translation;
  }
  override pass(frame: Frame): void {
    try {
      const words = this.translation.next(frame);
      if (words) this.outbox.add(words);
      else if (this.reply && isPing(frame)) this.outbox.add(keepAlive);
    } catch (error) {
      this.stumble(error);
    }
  }
  override complete(upstreamEnded: boolean): void {
    try {
      const words = this.translation.finish();
      if (words) this.outbox.add(words);
    } catch (error) {
      this.stumble(error);
    }
    if (this.failure) return this.close();
    super.complete(upstreamEnded);
  }
  override explain(facts: ErrorFacts): Refusal {
    return this.attempt.options.translation!.refusal(super.explain(facts));
  }
  override errorFrame(why: Refusal): string {
    return this.translation.fail(why);
  }
  stumble(error: unknown): void {
    if (!(error instanceof Unreadable)) throw error;
    this.failure = transportFailure(this.attempt.options.place.name, "sent a malformed event");
  }
}

/** A comment or event that only shows that the provider is still there; the client's connection must be kept alive as well. */
function isPing({ bytes, event }: Frame): boolean {
  return bytes[0] === 0x3a || event === "ping" || event === "keepalive";
}
