/** The answer to a request that was passed through: relayed as it comes, whatever it is; an error is read whole, because it can quote our key. */
import { reply, type Reply } from "@headgate/core";
import type { IncomingHttpHeaders } from "node:http";
import { BinaryReading } from "./binary.ts";
import { providerError } from "./failure.ts";
import { replyHeaders } from "./headers.ts";
import { ofOnce } from "./passthrough.ts";
import { WholeReading } from "./whole.ts";

export class RawReading extends BinaryReading {
  /** An empty body is an answer too, as after a deletion. */
  override end(): void {
    if (!this.reply) this.commit();
    super.end();
  }
  override commit(): void {
    super.commit();
    const own = this.reply!.headers;
    const { "content-type": type, "content-encoding": encoding } = this.headers;
    if (type === undefined) delete own["content-type"];
    else if (/^text\/event-stream/i.test(type)) own["x-accel-buffering"] = "no";
    if (encoding !== undefined) own["content-encoding"] = encoding;
    for (const name of ["content-range", "accept-ranges"] as const) {
      const value = this.headers[name];
      if (value !== undefined) own[name] = value;
    }
  }
}

/** JSON lines and encoded answers are not read. */
export function isRelocatable(headers: IncomingHttpHeaders): boolean {
  const { "content-type": type = "", "content-encoding": encoding = "identity" } = headers;
  return encoding === "identity" && /^application\/json\s*(?:;|$)/i.test(type);
}

/** It contains the vendor's addresses: no client should send the gateway's key there. */
export class RelocatedReading extends WholeReading {
  override end(): void {
    const { attempt, headers, status } = this;
    const { call, raw } = attempt.options;
    const body = raw!.relocate!(Buffer.concat(this.chunks));
    const sent = replyHeaders(attempt.scrub.text(headers["content-type"]!), headers, attempt);
    this.answer(reply({ status, headers: sent, body, call }));
  }
}

export class RawErrorReading extends WholeReading {
  /** Status, type and body are the provider's, with our key masked. */
  override refusal(bytes: Buffer): Reply {
    const { attempt, headers, status } = this;
    const { call, place, raw } = attempt.options;
    const { "content-type": type, "content-encoding": encoding = "identity" } = headers;
    // A body that cannot be read here could contain anything.
    const body = encoding === "identity" ? attempt.scrub.body(bytes) : null;
    const answered = { provider: place.name, callersOwn: attempt.callersOwn, retryAfterMs: this.wait() };
    const facts = place.readError(body ?? Buffer.alloc(0), headers)?.facts;
    const error = ofOnce({ ...providerError(answered, status, facts), status }, raw);
    const sent = replyHeaders(attempt.scrub.text(type ?? ""), headers, attempt);
    if (type === undefined) delete sent["content-type"];
    return reply({ status, headers: sent, body, call, error });
  }
}
