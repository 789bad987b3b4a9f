/** Writes `generationConfig`. */
import type { Conversation, Loss, Reasoning } from "../canonical/index.ts";
import type { Abilities } from "./abilities.ts";

/** The maximum number of stop sequences that Google accepts. */
const MOST_STOPS = 5;
const LARGEST_SEED = 2 ** 31;

export function writeSettings(conversation: Conversation, abilities: Abilities, lost: Loss[]): object | undefined {
  const { temperature, topP, topK, maxOutput, stop, seed, presencePenalty, frequencyPenalty, output, reasoning } = conversation;
  const written: Record<string, unknown> = {};
  if (temperature !== undefined) written["temperature"] = temperature;
  if (topP !== undefined) written["topP"] = topP;
  if (topK !== undefined) written["topK"] = topK;
  if (maxOutput !== undefined) written["maxOutputTokens"] = maxOutput;
  if (stop !== undefined && stop.length > 0) {
    written["stopSequences"] = stop.slice(0, MOST_STOPS);
    if (stop.length > MOST_STOPS) lost.push({ feature: "stop-sequences", field: "stop" });
  }
  if (seed !== undefined) {
    if (Number.isInteger(seed) && seed >= -LARGEST_SEED && seed < LARGEST_SEED) written["seed"] = seed;
    else lost.push({ feature: "seed", field: "seed" });
  }
  if (presencePenalty !== undefined) written["presencePenalty"] = presencePenalty;
  if (frequencyPenalty !== undefined) written["frequencyPenalty"] = frequencyPenalty;
  if (output) {
    written["responseMimeType"] = "application/json";
    if (output.kind === "schema") {
      const { schema, description } = output;
      const isExplained = description === undefined || "description" in schema;
      written["responseJsonSchema"] = isExplained ? schema : { ...schema, description };
    }
  }
  const thinking = reasoning ? writeThinking(reasoning, abilities, lost) : undefined;
  if (thinking) written["thinkingConfig"] = thinking;
  return Object.keys(written).length === 0 ? undefined : written;
}

function writeThinking({ effort, budget, shown }: Reasoning, abilities: Abilities, lost: Loss[]): object | undefined {
  const thoughts = shown === undefined ? {} : { includeThoughts: shown };
  const warn = (name: string): void => void lost.push({ feature: "reasoning-settings", field: `reasoning.${name}` });
  if (abilities.thinking === "none") {
    if (effort !== undefined && effort !== "none") warn("effort");
    if (budget !== undefined) warn("budget");
    return undefined;
  }
  if (budget !== undefined && effort !== "none" && (abilities.thinking === "budget" || effort === undefined)) {
    if (budget < abilities.leastBudget) warn("budget");
    return { ...thoughts, thinkingBudget: Math.max(budget, abilities.leastBudget) };
  }
  if (effort === undefined) return shown === undefined ? undefined : thoughts;
  const amount = amounts[effort];
  if (!amount.exact || (effort === "none" && (abilities.thinking === "level" || abilities.leastBudget > 0))) warn("effort");
  if (abilities.thinking === "level") return { ...thoughts, thinkingLevel: amount.level };
  return { ...thoughts, thinkingBudget: Math.max(amount.budget, abilities.leastBudget) };
}

interface Amount {
  readonly level: "minimal" | "low" | "medium" | "high";
  readonly budget: number;
  /** Whether Google has an equivalent. */
  readonly exact: boolean;
}

/** The budgets of Google's own OpenAI-compatible endpoint. */
const amounts: Readonly<Record<NonNullable<Reasoning["effort"]>, Amount>> = {
  none: { level: "minimal", budget: 0, exact: true },
  minimal: { level: "minimal", budget: 1024, exact: true },
  low: { level: "low", budget: 1024, exact: true },
  medium: { level: "medium", budget: 8192, exact: true },
  high: { level: "high", budget: 24_576, exact: true },
  xhigh: { level: "high", budget: 24_576, exact: false },
  max: { level: "high", budget: 24_576, exact: false },
};
