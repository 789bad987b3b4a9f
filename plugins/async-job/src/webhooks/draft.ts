/** What an admin may send to make or replace an endpoint. */
import { z } from "zod";
import type { HeaderDrafts } from "./headers.ts";
import { events, type Settings } from "./model.ts";
import { isPrivateHost } from "./private-host.ts";
import { invalid } from "./refusals.ts";

export interface Draft extends Settings {
  readonly headers: HeaderDrafts;
}

const required = (field: string) => ({
  error: ({ input }: { readonly input?: unknown }): string | undefined =>
    input === undefined || input === null || input === "" ? `${field} is required` : undefined,
});
const flag = z.boolean().default(false);
const whole = (least: number, most: number, otherwise: number): z.ZodDefault<z.ZodInt> =>
  z.int().min(least).max(most).default(otherwise);
const day = 86_400;

export const draftSchema: z.ZodType<Draft> = z.object({
  name: z
    .string(required("name"))
    .min(1, "name is required")
    // It is sent as the value of a header.
    .regex(/^[!-~](?:[ -~]{0,126}[!-~])?$/, "expected 1 to 128 printable ASCII characters, no space at either end")
    .describe("What a submit says in x-bf-async-webhook."),
  url: z.string(required("url")).min(1, "url is required").max(2048).describe("Where messages are posted to."),
  events: z.array(z.enum(events)).min(1, "events is required: one at least").max(10).describe("What it is told."),
  headers: z
    .record(z.string(), z.object({ value: z.string() }))
    .nullish()
    .transform((it) => it ?? {})
    .describe("Sent with every message. Values are shown as <REDACTED>; sending that keeps what is stored."),
  include_response: flag.describe("Whether a message holds the job's result or error."),
  allow_private_network: flag.describe("Whether it may be http: or at a private address."),
  disabled: flag.describe("Takes no new jobs; what is still to be sent waits."),
  max_retries: whole(0, 100, 4).describe("After the first attempt."),
  retry_backoff_initial_seconds: whole(0, day, 30).describe("Before the first retry; each time twice as long."),
  retry_backoff_max_seconds: whole(0, day, 1800).describe("No longer than this, whatever the receiver asks for."),
  attempt_timeout_seconds: whole(1, 120, 10).describe("For the receiver's whole answer."),
  max_response_payload_kbs: whole(0, 4096, 256).describe("A larger result is left out, and the message says so."),
  max_concurrent_deliveries: whole(1, 100, 10).describe("Attempts at a time, over all replicas."),
});

/** Of what an answer has and a draft has not: it may be sent back, and changes nothing. */
export const readOnly: readonly string[] = [
  "id",
  "consecutive_failures",
  "last_failure_at",
  "last_success_at",
  "created_at",
  "updated_at",
];

/** Throws a RefusalError with status 400 for an address that no message may go to. */
export function judgeUrl({ url, allow_private_network }: Pick<Draft, "url" | "allow_private_network">): void {
  // A parser drops tabs and line ends, so that what is judged would not be what was written.
  const parsed = /^[\x21-\x7e]+$/.test(url) ? parse(url) : undefined;
  if (!parsed) throw invalid("url", "url: is no URL");
  if (parsed.username !== "" || parsed.password !== "") {
    throw invalid("url", "url: holds a user name or password; send an authorization header instead");
  }
  if (parsed.protocol === "https:") {
    if (!allow_private_network && isPrivateHost(parsed.hostname)) {
      throw invalid("url", `url: ${parsed.hostname} is a private address; set allow_private_network to allow it`);
    }
  } else if (parsed.protocol !== "http:") throw invalid("url", "url: expected https:");
  else if (!allow_private_network) throw invalid("url", "url: expected https:; set allow_private_network to allow http:");
}

function parse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}
