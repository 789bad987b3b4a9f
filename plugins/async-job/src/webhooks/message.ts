/** What a receiver is sent: Bifrost's body, with the job's result where the endpoint wants it and it is small enough. */
import { UnreadableError } from "@headgate/db";
import { asJson } from "../answer/envelope.ts";
import type { Job, Jobs } from "../jobs/job.ts";
import { base, placeOf } from "../submit/kind.ts";
import type { Delivery, Endpoint, Facts, WebhookEvent } from "./model.ts";

type Asked = Pick<Delivery, "job_id" | "event" | "facts">;
type Wanted = Pick<Endpoint, "include_response" | "max_response_payload_kbs">;

/** As JSON. A result that is gone, expired or deleted, is reported as `result_expired`. */
export async function messageOf(delivery: Asked, endpoint: Wanted, jobs: Pick<Jobs, "find" | "output">): Promise<string> {
  const { job_id, event, facts } = delivery;
  const job = await jobs.find(job_id);
  const output = job && endpoint.include_response ? await outputOf(job, jobs) : "";
  const expired = !job || output === undefined;
  const data = JSON.stringify({
    ...dataOf(job_id, facts),
    ...(expired ? { result_expired: true } : { result_url: urlOf(facts, job_id) }),
  });
  const field = job?.status === "failed" ? "error" : "response";
  const whole = expired || !endpoint.include_response ? data : withOutput(data, field, output, endpoint);
  return `{"event":"${event}","created_at":"${timeOf(facts.completed_at)}","data":${whole}}`;
}

/** A made-up job that ended this way. */
export function testMessageOf(event: WebhookEvent, job_id: string, now: number): string {
  const [status, status_code] = event === "async_job.completed" ? (["completed", 200] as const) : (["failed", 500] as const);
  const facts = {
    path: `${base}chat/completions`,
    operation: "chat",
    status,
    status_code,
    completed_at: now,
    expires_at: now + 3_600_000,
  };
  const data = { ...dataOf(job_id, facts), result_url: urlOf(facts, job_id), test: true };
  return JSON.stringify({ event, created_at: timeOf(now), data });
}

function dataOf(job_id: string, { operation, status, status_code, expires_at }: Facts): object {
  const result_expires_at = expires_at === undefined ? undefined : timeOf(expires_at);
  return { job_id, request_type: types[operation] ?? operation, status, status_code, result_expires_at };
}

/** Where it is collected with GET. */
function urlOf(facts: Facts, id: string): string {
  return `${placeOf(facts)}/${id}`;
}

/** Null: too large, or stored in a way that cannot be read. */
async function outputOf(job: Job, jobs: Pick<Jobs, "output">): Promise<string | null | undefined> {
  try {
    const bytes = await jobs.output(job.id);
    return bytes && Buffer.from(asJson(job, bytes)).toString("utf8");
  } catch (error) {
    if (error instanceof UnreadableError) return null;
    throw error;
  }
}

/** Between the text as it is: to parse a result could change its numbers. */
function withOutput(
  data: string,
  field: "response" | "error",
  output: string | null,
  { max_response_payload_kbs }: Wanted,
): string {
  const fits = output !== null && Buffer.byteLength(output) <= max_response_payload_kbs * 1024;
  return `${data.slice(0, -1)},${fits ? `"${field}":${output}` : `"${field}_omitted":true`}}`;
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}

/** Bifrost's names of operations. */
const types: Readonly<Record<string, string>> = {
  completions: "text_completion",
  chat: "chat_completion",
  embeddings: "embedding",
  transcriptions: "transcription",
  image_generations: "image_generation",
  image_edits: "image_edit",
  image_variations: "image_variation",
};
