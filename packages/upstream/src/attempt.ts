/** One call to a provider, from the socket to the reply: whole answers are read whole, streams up to their first meaningful event. */
import {
  type Call,
  type Clock,
  type Credential,
  type Exchange,
  key,
  type Refusal,
  refused,
  type Reply,
  type Usage,
} from "@headgate/core";
import type { Operation } from "@headgate/dialects";
import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import { askedOf } from "./asked.ts";
import { modelNotFound, passEnded, timeoutFailure, transportFailure } from "./failure.ts";
import { ofOnce, type Raw } from "./passthrough.ts";
import { NoPath } from "./paths.ts";
import type { Place } from "./place.ts";
import { readingOf } from "./reading.ts";
import type { OutgoingBody } from "./request.ts";
import { type Scrub, scrubOf } from "./scrub.ts";
import type { Signed, Unsigned } from "./signing/signer.ts";
import { sendSigned } from "./signing/send-signed.ts";
import { type Timer, Timers } from "./timers.ts";
import type { Translation } from "./translation.ts";

/** How many calls this exchange has made so far. */
const upstreamCalls = key<number>("upstream.calls");

const lingerMs = 1000;

export interface StreamLimits {
  /** After this long with only meaningless events the stream is committed and kept alive with comments. */
  readonly holdMs: number;
  /** Maximum size of one event. */
  readonly eventBytes: number;
  /** Maximum that is buffered for a reader that stalls. */
  readonly bufferBytes: number;
  /** Whether a body that failed reports what another answer could continue from. */
  readonly resume: boolean;
}

/** Reads an answer whole, event by event, or as bytes of any kind. */
export interface Reading {
  data(chunk: Buffer): void;
  end(): void;
  /** The socket was lost, a timer ran out, or the exchange was aborted. */
  lost(why: Refusal): void;
}

export interface AttemptOptions {
  readonly x: Exchange;
  readonly call: Call;
  readonly place: Place;
  /** The provider's operation. */
  readonly operation: Operation;
  /** Absent: client and provider speak one dialect. */
  readonly translation?: Translation | undefined;
  readonly outgoing: OutgoingBody;
  /** Present for a passthrough. */
  readonly raw?: Raw | undefined;
  readonly clock: Clock;
  readonly streams: StreamLimits;
  /** Maximum size of a whole answer. */
  readonly answerBytes: number;
}

export class Attempt implements Dispatcher.DispatchHandler {
  readonly options: AttemptOptions;
  readonly number: number;
  readonly timers: Timers;
  readonly resolve: (reply: Reply) => void;
  forget: () => void = () => {};
  controller: Dispatcher.DispatchController | undefined;
  reading: Reading | undefined;
  over = false;
  /** The signature or token of this call, for keys that need a new one each time. */
  signed: Signed | undefined;
  scrubber: Scrub | undefined;
  stopLingering: () => void = () => {};

  constructor(options: AttemptOptions, resolve: (reply: Reply) => void) {
    const { x, place, clock } = options;
    this.options = options;
    this.resolve = resolve;
    this.number = (x.get(upstreamCalls) ?? 0) + 1;
    x.set(upstreamCalls, this.number);
    this.timers = new Timers(clock, place.timeouts, (timer) => this.expired(timer));
  }

  start(): void {
    this.watch();
    if (this.over) return;
    const { place, call } = this.options;
    try {
      const asked = askedOf(this);
      if (place.signer) sendSigned(this, place.signer, asked);
      else this.send(asked);
    } catch (error) {
      this.lost(error instanceof NoPath ? modelNotFound(call) : transportFailure(place.name, "could not be called", error));
    }
  }

  /** Throws what undici throws. */
  send(asked: Unsigned): void {
    this.options.place.pool.dispatch(asked as Dispatcher.DispatchOptions, this);
  }
  /** For the client that leaves and the plugin that ends this pass: either may have done so already. */
  watch(): void {
    const { x, call } = this.options;
    const forgetClient = x["~onAbort"]((why) => this.lost(why));
    this.forget = forgetClient;
    if (!call.signal) return;
    const endPass = (): void => this.lost(passEnded);
    call.signal.addEventListener("abort", endPass, { once: true });
    this.forget = () => {
      forgetClient();
      call.signal?.removeEventListener("abort", endPass);
    };
    if (call.signal.aborted) endPass();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.over) controller.abort(new Error("the call is over"));
  }
  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200 || this.over) return;
    if (status === 401) this.signed?.rejected?.();
    this.reading = readingOf(this, status, headers);
  }
  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.over) this.reading?.data(chunk);
  }
  onResponseEnd(): void {
    this.stopLingering();
    if (!this.over) this.reading?.end();
  }
  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.stopLingering();
    const what = this.reading ? "broke off its answer" : "gave no answer";
    this.lost(transportFailure(this.options.place.name, what, error));
  }

  /** The provider key of this call. */
  get credential(): Credential | undefined {
    const { call, place } = this.options;
    return call.credential ?? place.credentials[0];
  }
  /** The answer to a client's own key is for that client: no other key is tried, and no wait is invented. */
  get callersOwn(): boolean {
    return this.credential?.owner === "caller";
  }
  get scrub(): Scrub {
    return (this.scrubber ??= scrubOf(this.credential, this.options.place, this.signed));
  }
  /** Nothing more is wanted from the upstream: ends timers and listeners, and the socket unless its answer has ended. */
  finish(abort: boolean): void {
    if (this.over) return;
    this.over = true;
    this.timers.stop();
    this.forget();
    if (abort) this.controller?.abort(new Error("the call is over"));
  }
  /** The answer is complete but the upstream has not closed it: its socket is kept if it does so soon. */
  linger(): void {
    const { controller } = this;
    controller?.resume();
    this.stopLingering = this.options.clock.after(lingerMs, () => controller?.abort(new Error("the stream is complete")));
  }
  pause(): void {
    this.controller?.pause();
    this.timers.pause();
  }
  resume(): void {
    // Held bytes arrive during this very call and can pause it again, so the timers must resume first.
    this.timers.resume();
    this.controller?.resume();
  }
  /** Before the commit: the failure is the reply. After it, the reading tells its sink. */
  lost(why: Refusal): void {
    if (this.over) return;
    if (this.reading) this.reading.lost(why);
    else this.refuse(why);
  }
  /** `usage`: what was used in vain. */
  refuse(why: Refusal, usage?: Usage): void {
    this.finish(true);
    const { call, raw } = this.options;
    const out = refused(ofOnce(why, raw), call);
    out.usage = usage;
    this.resolve(out);
  }
  expired(timer: Timer): void {
    const { place } = this.options;
    this.lost(timeoutFailure(place.name, timer, place.timeouts[`${timer}Ms`]));
  }
}
