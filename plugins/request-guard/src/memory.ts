/** Refuses work while the process holds too much memory: refusing now is better than a crash for everybody. */
import { type Host, refuse, reply, type Reply } from "@headgate/core";
import { ResidentMemory } from "@headgate/words";

export interface MemoryGuard {
  /** Throws if nobody offers `ResidentMemory`: a limit that cannot be kept must not be promised. */
  start(): void;
  /** The refusal, while memory is short. */
  judge(): Reply | undefined;
}

const sampleMs = 100;

export function createMemoryGuard({ clock, log, ask }: Host, maxMegabytes: number): MemoryGuard {
  let read: ResidentMemory | undefined;
  let sampledAt = -Infinity;
  let isShort = false;
  const sample = (): void => {
    const residentMegabytes = read!() / 1_048_576;
    const before = isShort;
    isShort = residentMegabytes > maxMegabytes;
    if (isShort === before) return;
    const figures = { residentMegabytes: Math.round(residentMegabytes), maxResidentMegabytes: maxMegabytes };
    if (isShort) log.warn(figures, "request-guard: refusing inference: the process holds too much memory");
    else log.info(figures, "request-guard: accepting inference again: memory is below its limit");
  };
  return {
    start() {
      read = ask(ResidentMemory);
      if (!read)
        throw new Error(`request-guard: maxResidentMegabytes needs the service "${ResidentMemory.name}", which nobody offers`);
    },
    judge() {
      if (!read) return undefined;
      const now = clock.now();
      // A clock that is set back must not stop the samples.
      if (now - sampledAt >= sampleMs || now < sampledAt) {
        sampledAt = now;
        sample();
      }
      return isShort ? insufficient() : undefined;
    },
  };
}

/** Every SDK retries after a 5xx, which would make it worse. */
function insufficient(): Reply {
  const error = refuse({ code: "insufficient_memory", status: 507, message: "insufficient memory" });
  return reply({ status: 507, headers: { "x-should-retry": "false" }, error });
}
