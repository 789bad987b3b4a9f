/** A stream between two dialects: each event of the provider's becomes what the client's own provider would have sent. */
import type { Refusal } from "@headgate/core";
import { Unreadable } from "@headgate/dialects";
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
    this.say(() => this.translation.next(frame));
  }
  override complete(upstreamEnded: boolean): void {
    this.say(() => this.translation.finish());
    if (this.failure) return this.close();
    this.outbox.flush();
    super.complete(upstreamEnded);
  }
  override errorFrame(why: Refusal): string {
    return this.translation.fail(why);
  }
  say(words: () => Buffer | undefined): void {
    try {
      const bytes = words();
      if (bytes) this.outbox.add(bytes);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.failure = transportFailure(this.attempt.options.place.name, "sent a malformed event");
    }
  }
}
