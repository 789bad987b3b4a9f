/** One attempt: signed by Standard Webhooks, sent once, and judged by what the receiver said. */
import type { Clock, Egress, EgressReply } from "@headgate/core";
import { Webhook } from "standardwebhooks";
import { retryAfterMs } from "./backoff.ts";
import type { Settings, WebhookEvent } from "./model.ts";

export interface Receiver extends Pick<Settings, "url" | "allow_private_network" | "attempt_timeout_seconds"> {
  readonly headers: Readonly<Record<string, string>>;
  readonly secret: string;
}

export interface Message {
  /** The same for every attempt. */
  readonly id: string;
  readonly event: WebhookEvent;
  readonly body: string;
}

export interface Sent {
  readonly outcome: "delivered" | "retryable_failure" | "permanent_failure";
  /** Undefined where nobody answered. */
  readonly status_code?: number | undefined;
  readonly error?: string | undefined;
  /** What the receiver asked for. */
  readonly retryAfterMs?: number | undefined;
}

/** Never rejects. `signal` ends it early: its result then says nothing about the receiver. */
export type Send = (to: Receiver, message: Message, signal?: AbortSignal) => Promise<Sent>;

export function createSend({ clock, egress }: { readonly clock: Clock; readonly egress: Egress }): Send {
  return async (to, message, signal) => {
    const stop = new AbortController();
    const leave = (): void => stop.abort(signal?.reason);
    const timeoutMs = to.attempt_timeout_seconds * 1000;
    const cancel = clock.after(timeoutMs, () => stop.abort(new Error(`no answer within ${to.attempt_timeout_seconds} s`)));
    if (signal?.aborted) leave();
    else signal?.addEventListener("abort", leave, { once: true });
    try {
      return judge(await egress(to.url, requestOf(to, message, clock.now(), timeoutMs, stop.signal)), clock.now());
    } catch (error) {
      // Where a message may not go, it may not go tomorrow.
      const isForbidden = (error as { readonly code?: unknown } | undefined)?.code === "EPRIVATE";
      return { outcome: isForbidden ? "permanent_failure" : "retryable_failure", error: textOf(error) };
    } finally {
      cancel();
      signal?.removeEventListener("abort", leave);
    }
  };
}

function requestOf(to: Receiver, { id, event, body }: Message, now: number, timeoutMs: number, signal: AbortSignal) {
  const at = new Date(now);
  return {
    method: "POST",
    headers: {
      "user-agent": "headgate-webhooks",
      ...to.headers,
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(now / 1000)),
      "webhook-signature": new Webhook(to.secret).sign(id, at, body),
      "x-bifrost-event": event,
    },
    body,
    timeoutMs,
    signal,
    allowPrivateNetwork: to.allow_private_network,
  };
}

function judge({ status, headers }: EgressReply, now: number): Sent {
  if (status >= 200 && status < 300) return { outcome: "delivered", status_code: status };
  const error = status >= 300 && status < 400 ? `redirects are not followed: answered ${status}` : `answered ${status}`;
  const isPassing = status >= 500 || passing.has(status);
  if (!isPassing) return { outcome: "permanent_failure", status_code: status, error };
  return { outcome: "retryable_failure", status_code: status, error, retryAfterMs: retryAfterMs(headers["retry-after"], now) };
}

/** Of the client's errors those that may be none tomorrow. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/** Fit for a log and for either database. */
function textOf(error: unknown): string {
  const said = error instanceof Error ? error.message || error.name : String(error);
  return said.replace(/[^\x20-\x7e]+/g, " ").slice(0, 300);
}
