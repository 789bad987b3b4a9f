/** Clients × providers × {blocking, streamed} × requests: each client ends with the result that its own vendor would have given. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allowances } from "./allowances.ts";
import { cells, type Cell, createRunner, type Outcome, place } from "./cells.ts";
import { clients } from "./clients.ts";
import { expectedOf } from "./expected.ts";
import { leftOut } from "./left-out.ts";
import { providers } from "./providers.ts";
import { tableOf, writeReport } from "./report.ts";
import { openScene, type Scene } from "./scene.ts";
import { scripts } from "./scripts.ts";

/** The number of cells that run at once. */
const lanes = 16;
const marked = allowances.filter(({ everywhere }) => !everywhere);

let scene: Scene;
const outcomes = new Map<Cell, PromiseSettledResult<Outcome>>();

beforeAll(async () => {
  scene = await openScene(2);
  const run = createRunner(scene);
  const waiting = [...cells];
  const lane = async (): Promise<void> => {
    for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
      const [settled] = await Promise.allSettled([run(cell)]);
      outcomes.set(cell, settled);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
});

afterAll(async () => {
  await scene?.close();
  const tables = clients.map((client) => {
    const columns = providers.flatMap((provider) => [false, true].map((stream) => ({ provider, stream })));
    const head = [`${client.name} at`, ...columns.map(({ provider, stream }) => provider.name + (stream ? ", streamed" : ""))];
    const lines = scripts.map((script) => [
      script.name,
      ...columns.map(({ provider, stream }) => {
        const cell = cells.find(
          (one) => one.script === script && one.client === client && one.provider === provider && one.stream === stream,
        );
        return cell ? wordsOf(outcomes.get(cell)) : script.onlyStreamed!;
      }),
    ]);
    return { head, lines };
  });
  if (tables.flatMap(({ lines }) => lines.flat()).includes("")) return;
  const notes = marked.map(({ what, why }, i) => `${i + 1}. ${what}: ${why}`);
  const general = allowances.filter(({ everywhere }) => everywhere).map(({ what, why }) => `- ${what}: ${why}`);
  writeReport({
    matrix: tables.map(({ head, lines }) => tableOf(head, lines)).join("\n\n"),
    allowed: [...general, "", ...notes].join("\n"),
    "left out": tableOf(["Client", "Left out of both sides, and why"], leftOut()),
  });
});

describe.each(scripts.map((script) => [script.name, script] as const))("%s", (_name, script) => {
  const own = cells.filter((cell) => cell.script === script);
  test.each(own.map((cell) => [place(cell), cell] as const))("%s", (_place, cell) => {
    const settled = outcomes.get(cell)!;
    if (settled.status === "rejected") throw settled.reason;
    const { verdict, features, expected, found } = settled.value;
    expect(verdict === "refused" || found).toEqual(verdict === "refused" || expected);
    expect({ verdict, features }).toEqual(expectedOf(cell));
  });
});

test.each(allowances.map((allowance) => [allowance.what, allowance] as const))(
  "it is needed somewhere: %s",
  (_what, allowance) => {
    const needed = [...outcomes.values()].some((one) => one.status === "fulfilled" && one.value.needed.includes(allowance));
    expect(needed).toBe(true);
  },
);

/** "" for a cell that has failed. */
function wordsOf(settled: PromiseSettledResult<Outcome> | undefined): string {
  if (settled?.status !== "fulfilled" || !settled.value.same) return "";
  const { verdict, features, needed } = settled.value;
  const notes = marked.flatMap((allowance, i) => (needed.includes(allowance) ? String(i + 1) : []));
  const words = features.length > 0 ? `${verdict}: ${features.join(", ")}` : verdict;
  return notes.length > 0 ? `${words} (${notes.join(", ")})` : words;
}
