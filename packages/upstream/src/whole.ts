/** A blocking answer: read whole, capped, and proven whole before anything of it is sent. */
import { type Refusal, reply, type Reply, type Usage } from "@headgate/core";
import { appendMember, scanObject, usageOf } from "@headgate/wire";
import type { IncomingHttpHeaders } from "node:http";
import type { Attempt, Reading } from "./attempt.ts";
import { errorInside, providerError, transportFailure } from "./failure.ts";
import { replyHeaders, retryAfterMs } from "./headers.ts";

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
    const { x } = this.attempt.options;
    const type = this.headers["content-type"] ?? "application/json";
    if (this.status >= 300) return this.unusable(`answered with a redirect (${this.status}), which is never followed`);
    if (!/^application\/(?:.+\+)?json/i.test(type))
      return this.unusable(`answered with ${this.attempt.scrub.text(type).slice(0, 80)}, not with JSON`);
    if (bytes.length === 0) return this.unusable("answered with an empty body");
    if (isDamaged(bytes)) return this.unusable("answered with damaged JSON");
    const inside = this.errorInside(bytes);
    if (inside) return this.answer(inside);
    if (x.stream) return this.unusable("answered a stream with a whole body");
    this.answer(this.success(bytes));
  }

  success(bytes: Buffer): Reply {
    const { attempt, headers } = this;
    const { x, call, operation, clock } = attempt.options;
    const found = usageOf(bytes);
    const usage: Usage | undefined = found && { estimated: false, units: operation.usage(found) };
    let body: Uint8Array = operation.correct?.(bytes, (name) => x.field(name)) ?? bytes;
    if (x.dialect === "openai") {
      const latency = Math.round(clock.now() - attempt.timers.startedAt);
      const extra = { request_type: operation.requestType, provider: call.provider, model_requested: call.model, latency };
      body = appendMember(body, `"extra_fields":${JSON.stringify(extra)}`) ?? body;
    }
    return reply({
      status: this.status,
      headers: replyHeaders("application/json", headers, attempt),
      body,
      call,
      usage,
    });
  }

  /** A well-formed error of the provider keeps its status and body, but for our key; any other becomes ours. */
  refusal(bytes: Buffer): Reply {
    const { attempt, headers } = this;
    const { call, place, clock } = attempt.options;
    const body = attempt.scrub.body(bytes);
    const facts = place.wire.readError(body);
    const error = providerError(place.name, this.status, facts, retryAfterMs(headers, clock.now()));
    const own = replyHeaders("application/json", headers, attempt);
    return reply({ status: error.status, headers: own, body: facts ? body : null, call, error });
  }

  /** Some providers answer 200 and mean an error. */
  errorInside(bytes: Buffer): Reply | undefined {
    const { call, place } = this.attempt.options;
    if (!suspicious(bytes)) return undefined;
    const parsed = JSON.parse(bytes.toString("utf8")) as { error?: unknown };
    const facts = parsed.error == null ? undefined : place.wire.readError(this.attempt.scrub.body(bytes));
    if (!facts) return undefined;
    const error = errorInside(place.name, facts);
    return reply({
      status: error.status,
      headers: replyHeaders("application/json", this.headers, this.attempt),
      body: null,
      call,
      error,
    });
  }

  unusable(what: string): void {
    this.attempt.refuse(transportFailure(this.attempt.options.place.name, what));
  }
  answer(out: Reply): void {
    this.attempt.finish(false);
    this.attempt.resolve(out);
  }
}

/** `"error"` followed by anything but null: rare enough to be parsed. */
function suspicious(bytes: Buffer): boolean {
  for (let at = bytes.indexOf('"error"'); at >= 0; at = bytes.indexOf('"error"', at + 7)) {
    if (/^\s*:\s*(?!null)\S/.test(bytes.toString("latin1", at + 7, at + 32))) return true;
  }
  return false;
}

function isDamaged(bytes: Buffer): boolean {
  const scan = scanObject(bytes);
  return !scan.ok && scan.reason !== "duplicate";
}
