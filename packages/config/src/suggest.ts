/** "Did you mean": the nearest known word, when it is near enough to be a slip of the hand. */
import { distance } from "fastest-levenshtein";

/** At most three slips, and at most half of the word. */
export function suggest(found: string, known: readonly string[]): string | undefined {
  const word = found.toLowerCase();
  const [nearest] = known
    .map((name) => ({ name, slips: distance(word, name.toLowerCase()) }))
    .filter(({ name, slips }) => slips <= Math.min(3, Math.floor(Math.max(word.length, name.length) / 2)))
    .sort((a, b) => a.slips - b.slips);
  return nearest?.name;
}
