/** The figures that must not be exceeded: ratios and differences within one run, because absolute times depend on the machine. */
import { readFileSync } from "node:fs";

export interface Budgets {
  /** The range in which the same program, compared with itself, must be for a ratio to mean anything. */
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
  /** How much 8,000 more jobs may add to a process that has run 2,000. */
  readonly jobs: { readonly residentMegabytes: number };
}

export const budgets: Budgets = JSON.parse(readFileSync(new URL("budgets.json", import.meta.url), "utf8"));
