/** What a model takes, by its name: the generations differ where Google's format itself does not say so. */

export interface Abilities {
  /** How it is told how much to think; "none": it does not. */
  readonly thinking: "none" | "budget" | "level";
  /** Whether it refuses calls in the history that carry no signature. */
  readonly wantsSignatures: boolean;
  /** Whether images may stand inside a function response. */
  readonly takesResultMedia: boolean;
  /** Fewest tokens to think with; it cannot be told not to when this is not zero. */
  readonly leastBudget: number;
}

/** Gemini names that are not known to be older, such as `gemini-flash-latest`, are of the newest generation. */
export function abilitiesOf(model: string): Abilities {
  if (/(?:^|\/)(?:gemma|gemini-1[.-]|gemini-2\.0)/i.test(model)) return unthinking;
  if (/(?:^|\/)gemini-2\.5-pro/i.test(model)) return cannotStop;
  return /(?:^|\/)gemini-(?!2(?:[.-]|$))/i.test(model) ? newest : thinking;
}

const unthinking: Abilities = { thinking: "none", wantsSignatures: false, takesResultMedia: false, leastBudget: 0 };
const thinking: Abilities = { ...unthinking, thinking: "budget" };
const cannotStop: Abilities = { ...thinking, leastBudget: 128 };
const newest: Abilities = { thinking: "level", wantsSignatures: true, takesResultMedia: true, leastBudget: 0 };
