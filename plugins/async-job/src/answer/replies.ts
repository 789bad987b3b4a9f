/** Answers about jobs, for the native routes and for the SDKs' own. */
import { reply, type Reply } from "@headgate/core";
import type { Job } from "../jobs/job.ts";
import type { Submitted } from "../submit/submit.ts";
import { envelopeOf, wholeEnvelope } from "./envelope.ts";

export function submitted({ job, wishes }: Submitted): Reply {
  // Included only if a time was promised; it is computed again from the job's end.
  const expiresAt = job.expiresAt ?? (wishes.ttlAsked ? job.createdAt + job.ttlMs : undefined);
  const location = `${job.path}/${job.id}`;
  return reply({ status: 202, headers: { ...headers, location }, body: JSON.stringify(envelopeOf(job, expiresAt)) });
}

/** In each of these `output` is there when the job has ended. */
export function shown(job: Job, output: Uint8Array | undefined): Reply {
  if (!output) return json(202, envelopeOf(job));
  return reply({ status: 200, headers, body: wholeEnvelope(job, output) });
}

/** As the provider would have answered. */
export function plain(job: Job, output: Uint8Array | undefined): Reply {
  if (!output) return json(200, stubOf(job));
  return content(job, output);
}

export function content(job: Job, output: Uint8Array | undefined): Reply {
  if (!output) return shown(job, undefined);
  const { statusCode = 200, contentType = "application/octet-stream" } = job;
  return reply({ status: statusCode, headers: { ...headers, "content-type": contentType }, body: output });
}

export function json(status: number, value: object): Reply {
  return reply({ status, headers, body: JSON.stringify(value) });
}

const headers = { "content-type": "application/json", "cache-control": "no-store" };

/** Something that an SDK takes for an answer, known by the job's id. */
function stubOf({ id, operation, status, createdAt }: Job): object {
  if (operation === "messages") return { id, type: "message", role: "assistant", content: [], stop_reason: null, status };
  return { id, object: "response", created_at: Math.floor(createdAt / 1000), status, output: [] };
}
