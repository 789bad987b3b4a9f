/** The fenced blocks and the tables of the guide, with the heading that each stands under. */
import { readFileSync } from "node:fs";

export interface Block {
  readonly heading: string;
  readonly language: string;
  readonly text: string;
}

export interface Row {
  readonly scenario: string;
  readonly status: number;
  /** What the answer must say. */
  readonly says: string;
}

const guide = readFileSync(new URL("inferno-api-testing-guide.md", import.meta.url), "utf8");

export const blocks: readonly Block[] = [...guide.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(
  ({ index, 1: language = "", 2: text = "" }) => ({ heading: headingAt(index), language, text }),
);

/** Of `| Missing model | … | 400, "model is required" |`. */
export const rows: readonly Row[] = [...guide.matchAll(/^\| ([^|]+) \| [^|]+ \| (\d{3}), "([^"]+)" \|$/gm)].map(
  ([, scenario = "", status, says = ""]) => ({ scenario, status: Number(status), says }),
);

function headingAt(index: number): string {
  return [...guide.slice(0, index).matchAll(/^#{2,4} (.+)$/gm)].at(-1)?.[1] ?? "";
}
