/** Writes README.md from what a whole run has seen; a run of only some cells leaves it alone. */
import { writeFile } from "node:fs/promises";
import type { FaultRow } from "./faults.ts";
import type { Path } from "./paths.ts";

type Place = "alone" | "backed";

export interface Report {
  note(row: FaultRow, path: Path, place: Place, words: string): void;
  write(): Promise<void>;
}

export function createReport(faults: readonly FaultRow[], paths: readonly Path[]): Report {
  const seen = new Map<string, string>();
  const keyOf = (row: FaultRow, path: Path, place: Place): string => `${row.name}/${path.name}/${place}`;
  const cells = (row: FaultRow): readonly (string | undefined)[] =>
    paths.flatMap((path) => (["alone", "backed"] as const).map((place) => seen.get(keyOf(row, path, place))));
  return {
    note: (row, path, place, words) => void seen.set(keyOf(row, path, place), words),
    async write() {
      const rows = faults.map((row) => [row.name, ...cells(row)]);
      if (rows.flat().includes(undefined)) return;
      const head = ["The provider's fault", ...paths.flatMap(({ name }) => [name, `${name}, backed`])];
      const table = [head, head.map(() => "---"), ...rows].map((columns) => `| ${columns.join(" | ")} |`);
      await writeFile(new URL("README.md", import.meta.url), `${intro}\n${table.join("\n")}\n`);
    },
  };
}

const intro = `# e2e/together

Everything that makes a request survive its provider, put together: the real binary, a provider that breaks on command, and every path
that an answer can take.

\`\`\`sh
npx vitest run --project e2e e2e/together
\`\`\`

| | |
|---|---|
| \`faults.ts\` × \`paths.ts\` | the two tables; a new fault or path is one entry there |
| \`matrix.test.ts\` | each fault on each path, alone and with a second provider to fall back to; asserts the client's answer, the calls with their keys, the log's line, and that the SDK agrees |
| \`key-failover.test.ts\` | the pool of keys: which are tried, in which order, and what the client, the next request and the log see of it |

**What a client gets**, as the last run has seen it. *Backed*: with a healthy second provider, the *other*. Nothing hangs, and no half of
an answer looks whole: before the first event that means something the other provider answers or the status tells; after it, the stream
ends in an error frame and without its terminator. An answer that is not streamed breaks halfway where a stream breaks after events.
`;
