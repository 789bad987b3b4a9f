/** The innermost Send: finds the place, sends the bytes, and answers with a value whatever happens on the way. */
import { type Clock, refused, type Reply, type Send } from "@headgate/core";
import { Attempt, type StreamLimits } from "./attempt.ts";
import { modelNotFound, wrongDialect } from "./failure.ts";
import { type Places, serves } from "./providers.ts";
import { outgoingBody } from "./request.ts";
import { cannotGoOn } from "./resume.ts";

export interface UpstreamOptions {
  readonly providers: Places;
  readonly clock: Clock;
  readonly streams: StreamLimits;
  /** A whole answer may be so large; default 128 MiB. */
  readonly answerBytes?: number;
}

/** Never throws for what a network does: an unreachable provider is a reply with an error and its call. */
export function createUpstream({ providers, clock, streams, answerBytes = 134_217_728 }: UpstreamOptions): Send {
  return (x, call) => {
    const place = providers.get(call.provider);
    if (!place || !serves(place, call.model)) return refused(modelNotFound(call));
    const operation = place.dialect === x.dialect ? place.wire.operations.find(({ name }) => name === x.operation) : undefined;
    if (!operation) return refused(wrongDialect(place.name, place.dialect, x.dialect, x.operation));
    if (call.continues && !(x.stream && operation.stream?.createTranscript)) return refused(cannotGoOn(place.name));
    const outgoing = outgoingBody(x, call, place, operation);
    return new Promise<Reply>((resolve) => {
      new Attempt({ x, call, place, operation, outgoing, clock, streams, answerBytes }, resolve).start();
    });
  };
}
