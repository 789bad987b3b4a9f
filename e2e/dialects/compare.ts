/** Whether two clients' final objects are the same, and what had to be allowed for that. */
import { isDeepStrictEqual } from "node:util";
import { type Allowance, allowances, type Pair } from "./allowances.ts";
import type { Json } from "./dialogue.ts";
import { withoutVendor } from "./left-out.ts";

export interface Compared {
  readonly expected: readonly Json[];
  readonly found: readonly Json[];
  readonly same: boolean;
  /** Those without which they would not be the same. */
  readonly needed: readonly Allowance[];
}

export function compare(pair: Pair, expected: readonly unknown[], found: readonly unknown[]): Compared {
  const meeting = allowances.filter((allowance) => allowance.meets(pair));
  const seen = (finals: readonly unknown[], allowed: readonly Allowance[]): readonly Json[] =>
    withoutVendor(pair.client, finals).map((final) =>
      allowed.reduce((all, { apply }) => apply(all, pair.client.name), final as Json),
    );
  const both = (allowed: readonly Allowance[]): readonly [readonly Json[], readonly Json[]] => [
    seen(expected, allowed),
    seen(found, allowed),
  ];
  const [one, other] = both(meeting);
  const same = isDeepStrictEqual(one, other);
  const needed = same ? meeting.filter((spared) => !isDeepStrictEqual(...both(meeting.filter((one) => one !== spared)))) : [];
  return { expected: one, found: other, same, needed };
}
