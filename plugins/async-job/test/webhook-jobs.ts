/** Jobs that end as a test says, and promise otherwise what the plugin's own do. */
import type { TestHost } from "@headgate/testkit";
import type { Job, Jobs } from "../src/jobs/job.ts";

export interface ScriptedJobs extends Pick<Jobs, "find" | "output" | "untold" | "told"> {
  end(more: Partial<Job>, output: Uint8Array): Job;
  remove(id: string): void;
  isTold(id: string): boolean;
}

/** As the plugin's own promise it. */
export function scriptedJobs({ clock, random }: TestHost): ScriptedJobs {
  const ended: { readonly job: Job; readonly output: Uint8Array; told: boolean }[] = [];
  const shown = (id: string) => ended.find(({ job }) => job.id === id && job.expiresAt! > clock.now());
  return {
    find: (id) => Promise.resolve(shown(id)?.job),
    output: (id) => Promise.resolve(shown(id)?.output),
    untold: (limit) => Promise.resolve(ended.flatMap(({ job, told }) => (told ? [] : [job])).slice(0, limit)),
    told: (id) => Promise.resolve(void (ended.find(({ job }) => job.id === id)!.told = true)),
    isTold: (id) => ended.some(({ job, told }) => job.id === id && told),
    remove: (id) =>
      void ended.splice(
        ended.findIndex(({ job }) => job.id === id),
        1,
      ),
    end(more, output) {
      const now = clock.now();
      const job: Job = {
        id: random.uuid(),
        caller: undefined,
        path: "/v1/async/chat/completions",
        operation: "chat",
        dialect: "openai",
        requestId: "request-1",
        status: "completed",
        priority: 0,
        createdAt: now - 1000,
        startedAt: now - 500,
        completedAt: now,
        expiresAt: now + 3_600_000,
        ttlMs: 3_600_000,
        attempts: 1,
        statusCode: 200,
        contentType: "application/json",
        webhook: undefined,
        fingerprint: "",
        ...more,
      };
      ended.push({ job, output, told: false });
      return job;
    },
  };
}
