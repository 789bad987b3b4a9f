/** Sends a message once; the result says what to record and when to send it again. */
import { type Clock, type Random, RefusalError } from "@headgate/core";
import type { Kysely } from "@headgate/db";
import type { Jobs } from "../jobs/job.ts";
import { backoffMs } from "./backoff.ts";
import { messageOf, testMessageOf } from "./message.ts";
import type { Attempt, Delivery, Endpoint, WebhookEvent } from "./model.ts";
import type { Secrets } from "./secrets.ts";
import type { Receiver, Send, Sent } from "./send.ts";
import type { Tables } from "./tables.ts";

export interface Attempted {
  readonly attempt: Omit<Attempt, "id" | "delivery">;
  /** Undefined: that was the last time. */
  readonly againAt: number | undefined;
}

export interface Attempts {
  /** Rejects when the database is away: then nothing was sent. */
  attempt(delivery: Delivery, endpoint: Endpoint, signal: AbortSignal): Promise<Attempted>;
  /** A made-up event, once. */
  test(endpoint: Endpoint, event: WebhookEvent): Promise<Sent>;
}

export interface AttemptsParts {
  readonly tables: Kysely<Tables>;
  readonly jobs: Pick<Jobs, "find" | "output">;
  readonly secrets: Secrets;
  readonly send: Send;
  readonly host: { readonly clock: Pick<Clock, "now">; readonly random: Random };
}

export function createAttempts({ tables, jobs, secrets, send, host: { clock, random } }: AttemptsParts): Attempts {
  const receiverOf = async (endpoint: Endpoint): Promise<Receiver | Sent> => {
    const { id, url, allow_private_network, attempt_timeout_seconds } = endpoint;
    const asked = tables.selectFrom("webhook_endpoints").select(["secret", "headers"]).where("id", "=", id);
    const row = await asked.executeTakeFirst();
    if (!row) return { outcome: "permanent_failure", error: "the endpoint was deleted" };
    try {
      const secret = secrets.openSecret(row.secret, id);
      return { url, allow_private_network, attempt_timeout_seconds, secret, headers: secrets.openHeaders(row.headers, id) };
    } catch (error) {
      // The right key may be back for the next attempt.
      if (error instanceof RefusalError) return { outcome: "retryable_failure", error: error.message };
      throw error;
    }
  };
  return {
    async attempt(delivery, endpoint, signal) {
      const { id, event, attempts } = delivery;
      const to = await receiverOf(endpoint);
      const sent = "outcome" in to ? to : await send(to, { id, event, body: await messageOf(delivery, endpoint, jobs) }, signal);
      const [attempt_no, at] = [attempts + 1, clock.now()];
      const again = sent.outcome === "retryable_failure" && attempt_no <= endpoint.max_retries;
      const outcome = sent.outcome === "retryable_failure" && !again ? "exhausted" : sent.outcome;
      return {
        attempt: { attempt_no, outcome, status_code: sent.status_code, error: sent.error, at },
        againAt: again ? at + backoffMs(endpoint, attempt_no, random.number(), sent.retryAfterMs) : undefined,
      };
    },
    async test(endpoint, event) {
      const to = await receiverOf(endpoint);
      if ("outcome" in to) return to;
      const body = testMessageOf(event, random.uuid(), clock.now());
      return send(to, { id: `msg_${random.uuid()}`, event, body });
    },
  };
}
