/** What a model accepts, by its name: generations differ in ways that Google's format does not show. */

export interface Abilities {
  /** How thinking is set; "none": it does not think. */
  readonly thinking: "none" | "budget" | "level";
  /** Whether it refuses calls without a signature in the history. */
  readonly wantsSignatures: boolean;
  /** Whether a function response can contain images. */
  readonly takesResultMedia: boolean;
  /** The smallest thinking budget in tokens; unless it is zero, thinking cannot be turned off. */
  readonly leastBudget: number;
}

/** Gemini names not known to be older, such as `gemini-flash-latest`, count as the newest generation. */
export function abilitiesOf(model: string): Abilities {
  if (/(?:^|\/)(?:gemma|gemini-1[.-]|gemini-2\.0)/i.test(model)) return unthinking;
  if (/(?:^|\/)gemini-2\.5-pro/i.test(model)) return cannotStop;
  return /(?:^|\/)gemini-(?!2(?:[.-]|$))/i.test(model) ? newest : thinking;
}

const unthinking: Abilities = { thinking: "none", wantsSignatures: false, takesResultMedia: false, leastBudget: 0 };
const thinking: Abilities = { ...unthinking, thinking: "budget" };
const cannotStop: Abilities = { ...thinking, leastBudget: 128 };
const newest: Abilities = { thinking: "level", wantsSignatures: true, takesResultMedia: true, leastBudget: 0 };
