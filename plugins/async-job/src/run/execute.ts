/** Runs a job once: its request goes inward from this plugin's place, and what comes back is how it ends. */
import { deliver, type Exchange, type Host, type Refusal, RefusalError, refuse, refused, type Reply } from "@headgate/core";
import type { Ending, Run } from "../jobs/job.ts";
import type { Endings } from "./endings.ts";

export type Execute = (run: Run, signal: AbortSignal) => Promise<Ending>;

export interface ExecuteParts {
  readonly host: Pick<Host, "thaw" | "dispatch" | "render" | "log">;
  readonly failed: Endings["failed"];
}

/** Never rejects: whatever happens is an ending. After an abort the ending means nothing. */
export function createExecute({ host, failed }: ExecuteParts): Execute {
  const endOf = async (x: Exchange, answer: Reply, signal: AbortSignal): Promise<Ending> => {
    host.render(x, answer);
    const { status, headers } = answer;
    const bytes = await collect(answer, signal);
    if (!(bytes instanceof Uint8Array)) return endOf(x, refused(bytes, answer.call), signal);
    const contentType = headers["content-type"] ?? "application/json";
    return { status: status < 400 ? "completed" : "failed", statusCode: status, contentType, bytes };
  };
  return async ({ job, request }, signal) => {
    try {
      const [x, call] = host.thaw(request);
      return await endOf(x, await host.dispatch(x, { ...call, signal }), signal);
    } catch (err) {
      if (!signal.aborted) host.log.error({ err, job: job.id }, "a job could not be run");
      return failed(job, err instanceof RefusalError ? err.refusal : crashed);
    }
  };
}

const crashed: Refusal = refuse({
  code: "internal_error",
  status: 500,
  message: "internal error: the job could not be run",
  by: "gateway",
});

const nothing = new Uint8Array();

/** All of the body, or why it broke off. */
function collect(answer: Reply, signal: AbortSignal): Promise<Uint8Array | Refusal> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    const delivery = deliver(answer, {
      // A chunk belongs to its sender again once this returns, and `slice` of a Buffer copies nothing.
      write: (bytes) => void chunks.push(Buffer.from(bytes)),
      end: () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)),
      fail: resolve,
    });
    const leave = (): void => {
      delivery.abort();
      resolve(nothing);
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
  });
}
