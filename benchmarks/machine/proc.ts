/** What Linux knows of a process: the time its threads were on a core, and the memory it holds and held. */
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** False where there is no /proc: the load benches cannot measure there. */
export const measurable: boolean = existsSync("/proc/self/schedstat");

/** Nanoseconds on a core, summed over the threads that live. */
export function cpuNanoseconds(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`);
  return tasks.reduce((sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]), 0);
}

/** Peak resident memory in MB. */
export function peakMegabytes(pid: number): number {
  return megabytes(pid, /VmHWM:\s+(\d+) kB/);
}

/** Resident memory now, in MB. */
export function residentMegabytes(pid: number): number {
  return megabytes(pid, /VmRSS:\s+(\d+) kB/);
}

function megabytes(pid: number, line: RegExp): number {
  return Number(line.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}
