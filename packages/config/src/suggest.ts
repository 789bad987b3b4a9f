/** "Did you mean": the nearest known word, if it is close enough to be a typo. */
import { distance } from "fastest-levenshtein";

/** At most three wrong letters, and at most half of the word. */
export function suggest(found: string, known: readonly string[]): string | undefined {
  const word = found.toLowerCase();
  const [nearest] = known
    .map((name) => ({ name, slips: distance(word, name.toLowerCase()) }))
    .filter(({ name, slips }) => slips <= Math.min(3, Math.floor(Math.max(word.length, name.length) / 2)))
    .sort((a, b) => a.slips - b.slips);
  return nearest?.name;
}
