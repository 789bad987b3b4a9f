/** The text of the counters' file: what it is and then a line of JSON for each change, of which the last for a count holds. */
import type { Counted, Snapshot } from "@headgate/store";

/** A snapshot whose counts are the lines below it. */
export const head = '{"version":1}\n';

/** JSON has no line break outside of its strings, and escapes those inside. */
export function linesOf(counts: readonly Counted[]): string {
  let text = "";
  for (const counted of counts) text += `${JSON.stringify(counted)}\n`;
  return text;
}

export interface Read {
  /** As the last lines had them, those that changed last at the end. */
  readonly snapshot: Snapshot;
  readonly lines: number;
  /** Lines that say nothing. */
  readonly damaged: number;
  /** The last line is incomplete: its writer was killed. It is left out, and nothing may be appended after it. */
  readonly torn: boolean;
}

/** Throws where even the first line is damaged. */
export function readLines(text: string): Read {
  const lines = text.split("\n");
  const torn = lines.pop() !== "";
  const { version } = JSON.parse(lines[0] ?? "") as Snapshot;
  const last = new Map<string, Counted>();
  let damaged = 0;
  for (let at = 1; at < lines.length; at++) {
    const counted = countedOf(lines[at]!);
    if (!counted) damaged++;
    else {
      const name = nameOf(counted);
      // Out first, so that it stands at the end: a store that is full forgets those in front.
      last.delete(name);
      last.set(name, counted);
    }
  }
  return { snapshot: { version, counts: [...last.values()] }, lines: lines.length - 1, damaged, torn };
}

function countedOf(line: string): Counted | undefined {
  try {
    const { key, window, parts } = JSON.parse(line) as Counted;
    return typeof key === "string" && isWindow(window) && parts.every(isPart) ? { key, window, parts } : undefined;
  } catch {
    return undefined;
  }
}

/** The ends of a period are null where they are infinite. */
function isWindow(window: Counted["window"]): boolean {
  if ("ms" in window) return Number.isFinite(window.ms) && window.ms > 0;
  return [window.from, window.until].every((at) => at === null || typeof at === "number");
}

function isPart([slot, used]: Counted["parts"][number]): boolean {
  return Number.isSafeInteger(slot) && Number.isFinite(used);
}

/** Two that write a window in another order of its fields mean the same. */
function nameOf({ key, window }: Counted): string {
  return "ms" in window ? `${window.ms} ${window.sliding === true} ${key}` : `${window.from} to ${window.until} ${key}`;
}
