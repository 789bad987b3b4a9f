/** How long an answer should be, which Chat and Responses express alike. */
import type { Loss, Verbosity } from "../canonical/index.ts";

const words: readonly Verbosity[] = ["low", "medium", "high"];

/** An unknown word is a loss. */
export function readVerbosity(value: unknown, field: string, lost: Loss[]): Verbosity | undefined {
  const known = words.find((word) => word === value);
  if (known === undefined && value != null) lost.push({ feature: "service", field });
  return known;
}
