/** What comes back. One owner at a time; whoever drops one calls discard(). A stream is just a body. */
import type { ByteSource, Sink } from "./bytes.ts";
import type { Call } from "./call.ts";
import { ownRefusal, type Refusal } from "./refusal.ts";
import type { Runtime } from "./runtime.ts";

export interface Reply {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array | string | ByteSource | null;
  /** The innermost call that answered; absent if no provider was asked. */
  readonly call?: Call | undefined;
  /** With a null body the edge renders it in the client's dialect; with a body it classifies a provider's own error. */
  readonly error?: Refusal | undefined;
  /** Known at the latest when the reply closes. */
  usage?: Usage | undefined;
  /** Watches bytes pass on their way to the client: synchronous, uncopied. */
  tap(see: (bytes: Uint8Array) => void): this;
  onClose(then: (outcome: Outcome) => void): this;
  discard(): void;
}

export type ReplyInit = Pick<Reply, "status"> & Partial<Pick<Reply, "headers" | "body" | "call" | "error" | "usage">>;

export interface Outcome {
  readonly status: number;
  /** "refused": by a provider, a plugin or the gateway. "failed": no usable answer. "cut": the upstream was lost midway. "aborted": the client left. */
  readonly ended: "complete" | "refused" | "failed" | "cut" | "aborted" | "discarded";
  readonly error?: Refusal | undefined;
  readonly call?: Call | undefined;
  readonly usage?: Usage | undefined;
  /** Bytes of the body that went to the client. */
  readonly bytes: number;
  /** `host.clock`, ms; for a hook, its own pass began here. */
  readonly startedAt: number;
  readonly committedAt?: number | undefined;
  readonly endedAt: number;
}

export interface Usage {
  readonly estimated: boolean;
  /** input, output, cache_read, cache_write, reasoning, …, seconds, images, pages. */
  readonly units: Readonly<Record<string, number>>;
}

export function reply(init: ReplyInit): Reply {
  return new LiveReply(init);
}

/** A reply that carries a refusal. */
export function refused(error: Refusal, call?: Call): Reply {
  return new LiveReply({ status: error.status, error, call });
}

export interface Delivery {
  pause(): void;
  resume(): void;
  /** The client left. After the last byte it changes nothing. */
  abort(): void;
}

/** Sends a reply to its one reader, past its taps, and closes it with how that went. */
export function deliver(from: Reply, sink: Sink): Delivery {
  return (from as LiveReply).deliver(sink);
}

/** For a reply whose client left before the delivery began. */
export function abandon(unread: Reply): void {
  (unread as LiveReply).abort();
}

const broken = ownRefusal("the answer broke off");

/** Until a stage receives it, a reply has nobody to notify. */
const detached = { clock: { now: Date.now }, report() {} } as unknown as Runtime;

export class LiveReply implements Reply, Sink, Delivery {
  declare status: number;
  declare headers: Record<string, string>;
  declare body: Reply["body"];
  declare readonly call: Call | undefined;
  declare error: Refusal | undefined;
  declare usage: Usage | undefined;
  runtime: Runtime = detached;
  startedAt = 0;
  committedAt: number | undefined;
  bytes = 0;
  sink: Sink | undefined;
  taps: ((bytes: Uint8Array) => void)[] | undefined;
  closers: ((outcome: Outcome) => void)[] | undefined;
  outcome: Outcome | undefined;

  constructor({ status, headers = {}, body = null, call, error, usage }: ReplyInit) {
    this.status = status;
    this.headers = headers;
    this.body = body;
    this.call = call;
    this.error = error;
    this.usage = usage;
  }

  /** The first stage that receives a reply gives it its clock. */
  adopt(runtime: Runtime, startedAt: number): this {
    if (this.runtime === detached) {
      this.runtime = runtime;
      this.startedAt = startedAt;
    }
    return this;
  }
  tap(see: (bytes: Uint8Array) => void): this {
    (this.taps ??= []).push(see);
    return this;
  }
  onClose(then: (outcome: Outcome) => void): this {
    if (this.outcome) then(this.outcome);
    else (this.closers ??= []).push(then);
    return this;
  }
  discard(): void {
    this.cancel("discarded");
  }
  abort(): void {
    this.cancel("aborted");
  }
  deliver(sink: Sink): Delivery {
    this.sink = sink;
    this.committedAt = this.runtime.clock.now();
    const { body } = this;
    // A hook that dropped the reply it should have passed on must not leave the client waiting.
    if (this.outcome) sink.fail(broken);
    else if (!isSource(body)) {
      if (body?.length) this.write(typeof body === "string" ? Buffer.from(body) : body);
      this.end();
    } else {
      try {
        body.start(this);
      } catch (error) {
        this.runtime.report("gateway", "reply", error);
        this.fail(broken);
      }
    }
    return this;
  }
  write(bytes: Uint8Array): void {
    if (this.outcome) return;
    this.bytes += bytes.length;
    if (this.taps) for (const see of this.taps) this.tell(see, bytes);
    this.sink!.write(bytes);
  }
  end(): void {
    if (this.outcome) return;
    this.sink!.end();
    const { error } = this;
    this.close(!error ? "complete" : error.by === "gateway" && error.status >= 500 ? "failed" : "refused");
  }
  fail(why: Refusal, frame?: Uint8Array): void {
    if (this.outcome) return;
    this.sink!.fail(why, frame);
    this.close("cut", why);
  }
  pause(): void {
    if (isSource(this.body)) this.body.pause();
  }
  resume(): void {
    if (isSource(this.body)) this.body.resume();
  }
  cancel(ended: "discarded" | "aborted"): void {
    if (this.outcome) return;
    if (isSource(this.body)) this.body.cancel();
    this.close(ended);
  }
  close(ended: Outcome["ended"], error: Refusal | undefined = this.error): void {
    const { status, call, usage, bytes, startedAt, committedAt, closers } = this;
    const endedAt = this.runtime.clock.now();
    this.outcome = { status, ended, error, call, usage, bytes, startedAt, committedAt, endedAt };
    if (closers) for (const then of closers) this.tell(then, this.outcome);
  }
  tell<T>(watcher: (about: T) => void, about: T): void {
    try {
      watcher(about);
    } catch (error) {
      this.runtime.report("gateway", "reply", error);
    }
  }
}

function isSource(body: Reply["body"]): body is ByteSource {
  return typeof (body as ByteSource | null)?.start === "function";
}
