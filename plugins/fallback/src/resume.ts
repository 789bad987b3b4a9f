/** Repairs a streamed text that broke off after its first bytes were sent: another target continues from there, or the failure stands. */
import {
  type ByteSource,
  type Call,
  deliver,
  type Delivery,
  type Exchange,
  type Host,
  type Outcome,
  type Refusal,
  reply,
  type Reply,
  type Send,
  type Sink,
  type Target,
} from "@headgate/core";
import { takeAttempt } from "@headgate/words";
import { nameOf } from "./route.ts";

/** The target to ask after this call has failed, not one of those tried (by `nameOf`); undefined if none is left. */
export type NextTarget = (x: Exchange, call: Call, tried: ReadonlySet<string>) => Target | undefined;

/** `call` is the one that was sent for this reply. Returns the same reply if its body cannot tell what it has sent. */
export type Resume = (send: Send, x: Exchange, call: Call, first: Reply) => Reply;

export function createResume({ clock, log }: Pick<Host, "clock" | "log">, next: NextTarget): Resume {
  return (send, x, call, first) => {
    if (first.error || typeof (first.body as ByteSource | null)?.sent !== "function") return first;
    const { status, headers } = first;
    const source = new ResumingSource({ clock, log, next, send, x }, call, first);
    // A reply of its own: plugins inside see how each pass really ended, plugins outside how the whole answer did.
    return (source.outer = reply({ status, headers, body: source, call: first.call }));
  };
}

interface Means extends Pick<Host, "clock" | "log"> {
  readonly next: NextTarget;
  readonly send: Send;
  readonly x: Exchange;
}

interface Failure {
  readonly why: Refusal;
  readonly frame: Uint8Array | undefined;
}

/** The bodies of several replies, one after the other. As a sink it receives the bytes of the current one. */
class ResumingSource implements ByteSource, Sink {
  readonly means: Means;
  outer: Reply | undefined;
  /** The latest call, and the latest reply that was good. */
  call: Call;
  current: Reply;
  sink: Sink | undefined;
  /** While the current body flows. */
  delivery: Delivery | undefined;
  /** While another answer is awaited. */
  waiting: AbortController | undefined;
  failure: Failure | undefined;
  readonly tried = new Set<string>();
  closed = false;
  paused = false;
  cancelled = false;

  constructor(means: Means, call: Call, first: Reply) {
    this.means = means;
    this.call = call;
    this.current = first;
  }

  start(sink: Sink): void {
    this.sink = sink;
    this.take(this.current);
  }
  pause(): void {
    this.paused = true;
    this.delivery?.pause();
  }
  resume(): void {
    this.paused = false;
    this.delivery?.resume();
  }
  cancel(): void {
    this.cancelled = true;
    this.waiting?.abort();
    if (this.sink) return this.delivery?.abort();
    this.current.discard();
    this.outer!.usage = this.current.usage;
  }

  write(bytes: Uint8Array): void {
    this.sink!.write(bytes);
  }
  /** Reported when the reply closes, so that plugins inside see it before those outside. */
  end(): void {}
  fail(why: Refusal, frame?: Uint8Array): void {
    this.failure = { why, frame };
    // Somebody inside dropped this reply before it was delivered: no close will follow.
    if (this.closed) this.sink!.fail(why, frame);
  }

  take(next: Reply): void {
    this.current = next;
    this.closed = false;
    next.onClose((outcome) => this.close(outcome));
    const delivery = deliver(next, this);
    if (this.closed || this.current !== next) return;
    this.delivery = delivery;
    // Both may have been requested while the first bytes went out.
    if (this.cancelled) delivery.abort();
    else if (this.paused) delivery.pause();
  }
  close({ ended, usage }: Outcome): void {
    this.closed = true;
    this.delivery = undefined;
    this.outer!.usage = usage;
    if (this.cancelled) return;
    if (ended === "complete") this.sink!.end();
    else if (this.failure) void this.repair(this.failure);
  }

  /** Never rejects. */
  async repair(failure: Failure): Promise<void> {
    const { log, x } = this.means;
    this.failure = undefined;
    let next: Reply | undefined;
    try {
      next = await this.ask(failure.why);
    } catch (err) {
      log.info({ request: x.id, err }, "an answer that broke off could not be continued");
    }
    this.waiting = undefined;
    const good = next && !next.error && typeof (next.body as ByteSource | null)?.start === "function";
    if (good && !this.cancelled) return this.take(next!);
    next?.discard();
    if (this.cancelled) return;
    const { status, code } = next?.error ?? {};
    if (next) log.info({ request: x.id, from: nameOf(this.call), status, code }, `${nameOf(this.call)} could not continue`);
    this.sink!.fail(failure.why, failure.frame);
  }
  async ask(why: Refusal): Promise<Reply | undefined> {
    const { next, send, x, clock, log } = this.means;
    const continues = why.scope === "target" ? (this.current.body as ByteSource).sent?.() : undefined;
    if (!continues || x.signal.aborted || this.call.signal?.aborted) return undefined;
    const target = next(x, this.call, this.tried.add(nameOf(this.call)));
    if (!target || !takeAttempt(x, clock.now())) return undefined;
    const [from, to] = [nameOf(this.call), nameOf(target)];
    log.info({ request: x.id, from, to, status: why.status, code: why.code }, `${from} broke off; continuing with ${to}`);
    this.waiting = new AbortController();
    const { signal } = this.waiting;
    const both = this.call.signal ? AbortSignal.any([this.call.signal, signal]) : signal;
    const { provider, model } = target;
    this.call = { ...this.call, provider, model, credential: undefined, continues, signal: both };
    return send(x, this.call);
  }
}
