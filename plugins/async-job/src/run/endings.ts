/** How a job ends that nobody answered, in the words of its caller's dialect. */
import { type Exchange, type Host, type Refusal, refuse, refused } from "@headgate/core";
import { bytesBody } from "@headgate/wire";
import type { Ending, Job } from "../jobs/job.ts";

export interface Endings {
  /** Its processes died too often. */
  lost(job: Job): Ending;
  /** Nobody came to run it. */
  waited(job: Job): Ending;
  cancelled(job: Job): Ending;
  /** What is stored of it is nothing that could be run. */
  unreadable(job: Job): Ending;
  failed(job: Job, why: Refusal): Ending;
}

export function createEndings(host: Pick<Host, "exchange" | "render">): Endings {
  const failed = (job: Job, why: Refusal): Ending => {
    const said = refused(why);
    host.render(exchangeOf(host, job), said);
    return {
      status: "failed",
      statusCode: said.status,
      contentType: "application/json",
      bytes: said.body as Uint8Array,
    };
  };
  const by = (why: Refusal) => (job: Job) => failed(job, why);
  return { lost: by(lost), waited: by(waited), cancelled: by(cancelled), unreadable: by(unreadable), failed };
}

function exchangeOf(host: Pick<Host, "exchange">, { requestId: id, operation, dialect, path }: Job): Exchange {
  const about = { access: "client", inference: true, stream: false, method: "POST", query: "", peer: "", headers: {} } as const;
  return host.exchange({ ...about, id, operation, dialect, path, body: bytesBody(new Uint8Array()) });
}

const lost = ended("job_lost", 500, "the process that ran this job died, and it is not run again: submit it once more");
const waited = ended("job_expired", 504, "nobody came to run this job in time: submit it once more");
const cancelled = ended("job_cancelled", 499, "the job was cancelled by its caller");
const unreadable = ended("job_unreadable", 500, "what is stored of this job cannot be read: submit it once more");

function ended(code: string, status: number, message: string): Refusal {
  return refuse({ code, status, message, by: "async-job", type: status === 499 ? "invalid_request_error" : "server_error" });
}
