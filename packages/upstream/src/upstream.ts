/** The innermost Send: finds the place, sends the bytes, and answers with a value whatever happens on the way. */
import { type Clock, isRefusal, refused, type Reply, type Send } from "@headgate/core";
import type { Dialect } from "@headgate/dialects";
import { Attempt, type StreamLimits } from "./attempt.ts";
import { carriageOf } from "./carriage.ts";
import { modelNotFound, wrongDialect } from "./failure.ts";
import { passThrough } from "./passthrough.ts";
import { type Places, serves } from "./providers.ts";
import { outgoingBody, translatedBody } from "./request.ts";
import { cannotGoOn } from "./resume.ts";
import { refusalOf, translate } from "./translation.ts";

export interface UpstreamOptions {
  readonly providers: Places;
  /** The clients' dialects. */
  readonly dialects: readonly Dialect[];
  readonly clock: Clock;
  readonly streams: StreamLimits;
  /** Maximum size of a whole answer; default 128 MiB. */
  readonly answerBytes?: number;
}

/** Never throws for network failures: an unreachable provider is a reply with an error and its call. */
export function createUpstream({ providers, dialects, clock, streams, answerBytes = 134_217_728 }: UpstreamOptions): Send {
  return (x, call) => {
    const place = providers.get(call.provider);
    if (x.operation === "passthrough") {
      const passing = passThrough(x, call, place);
      if (isRefusal(passing)) return refused(passing);
      return new Promise<Reply>((resolve) => {
        new Attempt({ x, place: place!, clock, streams, answerBytes, ...passing }, resolve).start();
      });
    }
    if (!place || !serves(place, call.model)) return refused(modelNotFound(call));
    const carriage = carriageOf(x, place, dialects);
    if (!carriage) return refused(wrongDialect(place.name, place.dialect, x.dialect, x.operation));
    const { operation, between } = carriage;
    if (call.continues && (between || !(x.stream && operation.stream?.createTranscript))) return refused(cannotGoOn(place.name));
    const translation = between && translate(x, call, between, clock.now());
    if (isRefusal(translation)) return refused(translation);
    const outgoing = translation ? translatedBody(translation.body, place, operation) : outgoingBody(x, call, place, operation);
    const no = outgoing.lost?.length ? refusalOf(outgoing.lost, x, call) : undefined;
    if (no) return refused(no);
    return new Promise<Reply>((resolve) => {
      new Attempt({ x, call, place, operation, translation, outgoing, clock, streams, answerBytes }, resolve).start();
    });
  };
}
