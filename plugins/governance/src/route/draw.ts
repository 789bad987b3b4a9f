/** Draws one of several by weight. */
import type { Random } from "@headgate/core";

interface Weighted {
  /** null counts as 1. */
  readonly weight?: number | null | undefined;
}

/** The first if no weight is above 0; undefined for an empty list. */
export function draw<T extends Weighted>(from: readonly T[], random: Pick<Random, "number">): T | undefined {
  const sum = from.reduce((all, it) => all + weightOf(it), 0);
  let point = sum > 0 && from.length > 1 ? random.number() * sum : 0;
  for (const it of sum > 0 ? from : []) {
    const weight = weightOf(it);
    if (weight > 0 && point < weight) return it;
    point -= weight;
  }
  // Sums of fractions may fall short of their end by a hair.
  return from.findLast((it) => weightOf(it) > 0) ?? from[0];
}

export function weightOf({ weight }: Weighted): number {
  return Math.max(0, weight ?? 1);
}
