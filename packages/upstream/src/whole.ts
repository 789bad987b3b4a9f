/** A blocking answer: read whole, up to a limit, and proven complete before any of it is sent. */
import { type Refusal, reply, type Reply } from "@headgate/core";
import { Unreadable } from "@headgate/dialects";
import { appendMember, type Entry, scanObject } from "@headgate/wire";
import type { IncomingHttpHeaders } from "node:http";
import type { Attempt, Reading } from "./attempt.ts";
import { errorInside, providerError, transportFailure } from "./failure.ts";
import { replyHeaders, retryAfterMs } from "./headers.ts";
import { usageMeasured, usageTold } from "./measure.ts";

export class WholeReading implements Reading {
  readonly attempt: Attempt;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly chunks: Buffer[] = [];
  size = 0;

  constructor(attempt: Attempt, status: number, headers: IncomingHttpHeaders) {
    this.attempt = attempt;
    this.status = status;
    this.headers = headers;
  }

  data(chunk: Buffer): void {
    this.size += chunk.length;
    const { answerBytes } = this.attempt.options;
    if (this.size > answerBytes) this.unusable(`answered with more than ${answerBytes} bytes`);
    else this.chunks.push(chunk);
  }
  lost(why: Refusal): void {
    this.attempt.refuse(why);
  }
  end(): void {
    const bytes = this.chunks.length === 1 ? this.chunks[0]! : Buffer.concat(this.chunks);
    if (this.status >= 400) return this.answer(this.refusal(bytes));
    const { x, operation } = this.attempt.options;
    const type = this.headers["content-type"] ?? "application/json";
    if (this.status >= 300) return this.unusable(`answered with a redirect (${this.status}), which is never followed`);
    if (this.isText(type)) return this.answer(this.text(bytes, type));
    if (!/^application\/(?:.+\+)?json/i.test(type))
      return this.unusable(`answered with ${this.attempt.scrub.text(type).slice(0, 80)}, not with JSON`);
    if (bytes.length === 0) return this.unusable("answered with an empty body");
    const scan = scanObject(bytes);
    if (!scan.ok && scan.reason !== "duplicate") return this.unusable("answered with damaged JSON");
    const inside = this.errorInside(bytes, scan.ok ? scan.entries : []);
    if (inside) return this.answer(inside);
    // Models that cannot stream a transcript, such as whisper-1, ignore `stream`.
    if (x.stream && operation.answers !== "text") return this.unusable("answered a stream with a whole body");
    try {
      this.answer(this.success(bytes, scan.ok ? scan.entries : []));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.unusable(`answered with what is no answer of its dialect: ${this.attempt.scrub.text(error.message).slice(0, 200)}`);
    }
  }

  /** An answer that is not JSON because something else was asked for: a transcript, or subtitles. */
  isText(type: string): boolean {
    if (this.attempt.options.operation.answers !== "text") return false;
    return /^(?:text\/(?!html)|application\/x-subrip)/i.test(type);
  }
  /** It can be empty, if nobody spoke. */
  text(bytes: Buffer, type: string): Reply {
    const { attempt, headers, status } = this;
    const { call, operation } = attempt.options;
    const usage = usageMeasured(operation, () => undefined, call);
    return reply({ status, headers: replyHeaders(attempt.scrub.text(type), headers, attempt), body: bytes, call, usage });
  }

  success(bytes: Buffer, entries: readonly Entry[]): Reply {
    const { attempt, headers } = this;
    const { x, call, operation, clock, translation } = attempt.options;
    const usage = operation.measure
      ? usageMeasured(operation, (name) => member(bytes, entries, name), call)
      : usageTold(operation, member(bytes, entries, operation.usageField ?? "usage"));
    let body: Uint8Array = translation?.answer(bytes) ?? operation.correct?.(bytes, (name) => x.field(name)) ?? bytes;
    if (x.dialect === "openai") {
      const { requestType } = translation ?? operation;
      const latency = Math.round(clock.now() - attempt.timers.startedAt);
      const who = `"provider":"${call.provider}","model_requested":${JSON.stringify(call.model)}`;
      body = appendMember(body, `"extra_fields":{"request_type":"${requestType}",${who},"latency":${latency}}`) ?? body;
    }
    return reply({
      status: this.status,
      headers: replyHeaders("application/json", headers, attempt),
      body,
      call,
      usage,
    });
  }

  /** A well-formed error of the provider keeps its status and body, with our key masked; any other becomes ours. */
  refusal(bytes: Buffer): Reply {
    const { attempt, headers } = this;
    const { call, place } = attempt.options;
    const body = attempt.scrub.body(bytes);
    const told = place.readError(body, headers);
    const facts = told?.facts;
    const { callersOwn } = attempt;
    const own = providerError(
      { provider: place.name, callersOwn, retryAfterMs: this.wait(facts?.retryAfterMs) },
      facts?.status ?? this.status,
      facts,
    );
    const error = attempt.options.translation?.refusal(own) ?? own;
    const sent = replyHeaders("application/json", headers, attempt);
    // It is written in another dialect: the edge renders it again.
    const relays = told && !told.foreign && !attempt.options.translation;
    return reply({ status: error.status, headers: sent, body: relays ? body : null, call, error });
  }

  /** Milliseconds, from the headers or else from the error itself. */
  wait(inside?: number): number | undefined {
    const { callersOwn, options } = this.attempt;
    if (callersOwn && !options.place.forwardRetryAfter) return undefined;
    return retryAfterMs(this.headers, options.clock.now()) ?? inside;
  }

  /** Some providers answer 200 with an error. */
  errorInside(bytes: Buffer, entries: readonly Entry[]): Reply | undefined {
    const { attempt } = this;
    const { call, place } = attempt.options;
    const error = member(bytes, entries, "error");
    if (error == null) return undefined;
    const facts = place.wire.readError(attempt.scrub.body(Buffer.from(JSON.stringify({ error }))));
    if (!facts) return undefined;
    const own = errorInside({ provider: place.name, callersOwn: attempt.callersOwn }, facts);
    const refusal = attempt.options.translation?.refusal(own) ?? own;
    const headers = replyHeaders("application/json", this.headers, attempt);
    return reply({ status: refusal.status, headers, body: null, call, error: refusal });
  }

  unusable(what: string): void {
    this.attempt.refuse(transportFailure(this.attempt.options.place.name, what));
  }
  answer(out: Reply): void {
    this.attempt.finish(false);
    this.attempt.resolve(out);
  }
}

/** One top-level value, parsed alone; the scan has proven that it is whole. */
function member(bytes: Buffer, entries: readonly Entry[], wanted: string): unknown {
  for (const { name, valueStart, valueEnd } of entries) {
    if (name !== wanted) continue;
    // Some operations have `"error": null` in every answer.
    if (bytes[valueStart] === 0x6e) return null;
    return JSON.parse(bytes.toString("utf8", valueStart, valueEnd));
  }
  return undefined;
}
