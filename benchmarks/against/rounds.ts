/** The two programs in turn, each time in a fresh process: what an answer costs, and what is made on its way. */
import { once } from "node:events";
import { start } from "../machine/spawn.ts";
import { type Gate } from "../report/report.ts";
import { shown, spread } from "../report/spread.ts";

export type Kind = "json" | "stream";

export interface Programs {
  readonly earlier: string;
  readonly now: string;
}

export interface Amount {
  readonly rounds: number;
  /** Answers that are timed in each process; half as many warm it. */
  readonly answers: Readonly<Record<Kind, number>>;
}

/** In each round both, the earlier one twice: against itself it must read the same, or nothing can be said. */
export async function timed(kind: Kind, { earlier, now }: Programs, { rounds, answers }: Amount): Promise<Timed> {
  const micros: { earlier: number[]; now: number[]; again: number[] } = { earlier: [], now: [], again: [] };
  const sides = [["earlier", earlier] as const, ["now", now] as const, ["again", earlier] as const];
  for (let round = 0; round < rounds; round++) {
    for (const [side, file] of round % 2 === 0 ? sides : sides.toReversed())
      micros[side].push(await microsOf(file, kind, answers[kind]));
  }
  const ratios = micros.now.map((own, i) => own / ((micros.earlier[i]! + micros.again[i]!) / 2));
  const pairs = micros.earlier.map((own, i) => own / micros.again[i]!);
  const per = kind === "json" ? "answer" : "event";
  return {
    line: `${kind}: now ${shown(spread(micros.now), 2)}, then ${shown(spread([...micros.earlier, ...micros.again]), 2)} CPU µs per ${per}`,
    gate: { measured: spread(ratios).median, pair: spread(pairs).median },
  };
}

export interface Timed {
  readonly line: string;
  readonly gate: Pick<Gate, "measured" | "pair">;
}

async function microsOf(file: string, kind: Kind, answers: number): Promise<number> {
  const { child } = start([process.execPath, file, kind, String(answers)], { core: "measured" });
  let text = "";
  child.stdout!.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${file} ${kind} ended with code ${code}`);
  return (JSON.parse(text) as { readonly micros: number }).micros;
}

const counter = new URL("../test/constructions/counter.mjs", import.meta.url).href;

/** By name, how many of those objects and calls that the counter knows a hundred answers take. */
export async function counted(kind: Kind, file: string): Promise<string> {
  const { child, stop } = start([process.execPath, "--import", counter, file, kind, "100", "count"], {
    core: "measured",
    ipc: true,
  });
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`${file} ${kind} ended with code ${String(code)} while it was counted`);
  });
  const next = async (): Promise<unknown> => ((await Promise.race([once(child, "message"), failed])) as [unknown])[0];
  try {
    await next();
    const done = waitFor(child, "done");
    child.send("reset");
    await Promise.race([done, failed]);
    const answer = next();
    child.send("counts");
    const { counts } = (await answer) as { readonly counts: Readonly<Record<string, number>> };
    return JSON.stringify(Object.fromEntries(Object.entries(counts).toSorted(([one], [other]) => (one < other ? -1 : 1))));
  } finally {
    failed.catch(() => {});
    await stop();
  }
}

function waitFor(child: ReturnType<typeof start>["child"], word: string): Promise<void> {
  return new Promise((resolve) => {
    child.on("message", (message) => {
      if (message === word) resolve();
    });
  });
}
