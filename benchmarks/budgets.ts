/** The figures that may not be exceeded. They are ratios and differences of one run: absolute times belong to a machine. */
import { readFileSync } from "node:fs";

export interface Budgets {
  /** Where the same program against itself must lie for a ratio to mean anything. */
  readonly pair: readonly [number, number];
  readonly pipeline: { readonly sevenOverBareMicroseconds: number };
  /** Per chunk. */
  readonly stream: { readonly sevenOverBareMicroseconds: number };
  /** Over the same by one dialect. */
  readonly translation: { readonly requestMicroseconds: number; readonly eventMicroseconds: number };
  /** CPU of the same-dialect path ÷ that of an earlier commit. */
  readonly against: { readonly ratio: number };
  readonly plugins: {
    readonly fiveOverBareMicroseconds: number;
    readonly governedOverBareMicroseconds: number;
    /** For a chat of 1 kB. */
    readonly guardOverBareMicroseconds: number;
  };
  /** CPU of the gateway ÷ CPU of the raw passthrough, per answer or event. */
  readonly load: { readonly json: number; readonly body: number; readonly stream: number };
  /** What 8,000 more jobs may leave behind in a process that has had 2,000. */
  readonly jobs: { readonly residentMegabytes: number };
}

export const budgets: Budgets = JSON.parse(readFileSync(new URL("budgets.json", import.meta.url), "utf8"));
