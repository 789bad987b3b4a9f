/** How long an answer is to be, which Chat and Responses have the same words for. */
import type { Loss, Verbosity } from "../canonical/index.ts";

const words: readonly Verbosity[] = ["low", "medium", "high"];

/** A word that is not known is lost. */
export function readVerbosity(value: unknown, field: string, lost: Loss[]): Verbosity | undefined {
  const known = words.find((word) => word === value);
  if (known === undefined && value != null) lost.push({ feature: "service", field });
  return known;
}
