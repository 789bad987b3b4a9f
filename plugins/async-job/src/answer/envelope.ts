/** A job as it is shown, in Bifrost's envelope. What it answered goes in as it is: bytes between bytes. */
import type { Job } from "../jobs/job.ts";

/** Without its answer. `expiresAt` may be told before it is certain. */
export function envelopeOf(job: Job, expiresAt: number | undefined = job.expiresAt): Record<string, unknown> {
  const { id, status, createdAt, completedAt, statusCode, requestId } = job;
  return {
    id,
    status,
    created_at: timeOf(createdAt),
    ...(expiresAt !== undefined && { expires_at: timeOf(expiresAt) }),
    ...(completedAt !== undefined && { completed_at: timeOf(completedAt) }),
    ...(statusCode !== undefined && { status_code: statusCode }),
    request_id: requestId,
  };
}

/** With its `result` or `error`, once it has ended. */
export function wholeEnvelope(job: Job, output: Uint8Array): Buffer {
  const head = JSON.stringify(envelopeOf(job));
  const name = job.status === "completed" ? "result" : "error";
  return Buffer.concat([Buffer.from(`${head.slice(0, -1)},"${name}":`), asJson(job, output), Buffer.from("}")]);
}

export function isJsonType(contentType: string | undefined): boolean {
  return /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType ?? "");
}

/** What is not JSON is included in base64; the raw bytes are at `…/content`. */
export function asJson({ contentType, operation }: Pick<Job, "contentType" | "operation">, output: Uint8Array): Uint8Array {
  if (isJsonType(contentType)) return output.length > 0 ? output : Buffer.from("null");
  const text = Buffer.from(output.buffer, output.byteOffset, output.byteLength);
  const known = operation === "speech" ? "audio" : "data";
  return Buffer.from(JSON.stringify({ content_type: contentType, [known]: text.toString("base64") }));
}

/** RFC 3339, UTC. */
function timeOf(ms: number): string {
  return new Date(ms).toISOString();
}
