/** A stream between two dialects: each event of the provider's becomes what the client's own provider would have sent. */
import type { Refusal } from "@headgate/core";
import { type ErrorFacts, Unreadable } from "@headgate/dialects";
import type { Frame } from "@headgate/wire";
import type { IncomingHttpHeaders } from "node:http";
import type { Attempt } from "./attempt.ts";
import { EventsReading } from "./events.ts";
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
      this.say(this.translation.next(frame));
    } catch (error) {
      this.stumble(error);
    }
  }
  override complete(upstreamEnded: boolean): void {
    try {
      this.say(this.translation.finish());
    } catch (error) {
      this.stumble(error);
    }
    if (this.failure) return this.close();
    this.outbox.flush();
    super.complete(upstreamEnded);
  }
  override explain(facts: ErrorFacts): Refusal {
    return this.attempt.options.translation!.refusal(super.explain(facts));
  }
  override errorFrame(why: Refusal): string {
    return this.translation.fail(why);
  }
  say(words: Buffer | undefined): void {
    if (words) this.outbox.add(words);
  }
  stumble(error: unknown): void {
    if (!(error instanceof Unreadable)) throw error;
    this.failure = transportFailure(this.attempt.options.place.name, "sent a malformed event");
  }
}
