/** How much the model may think. */
import type { Conversation, Reasoning } from "../canonical/index.ts";
import type { Abilities } from "./abilities.ts";
import type { Block } from "./block.ts";
import type { Losses } from "./losses.ts";

/** The vendor requires `max_tokens`; this is the value if the request has none. */
export const defaultMaxTokens = 4096;
/** The vendor's minimum. */
const leastBudget = 1024;
/** The tokens that a budget is a share of if the request sets no limit. */
const usualOutput = 16_384;

export interface Circumstances {
  readonly abilities: Abilities;
  /** False: a tool loop continues without the thinking that began it. */
  readonly opensWithThinking: boolean;
}

/** Whether the model is told to think. */
export function writeThinking(asked: Conversation, circumstances: Circumstances, body: Block, losses: Losses): boolean {
  const { reasoning } = asked;
  const { abilities, opensWithThinking } = circumstances;
  if (!reasoning) return false;
  const { effort } = reasoning;
  if (effort === "none" || reasoning.budget === 0) {
    if (abilities.thinksAlways) {
      losses.add("reasoning-settings", "reasoning");
      addEffort("low", body);
    } else if (abilities.thinking !== "none") body["thinking"] = { type: "disabled" };
    return false;
  }
  if (effort !== undefined && abilities.effort) addEffort(effort, body);
  const thinking = opensWithThinking && !mustCall(body) ? writeMode(asked, reasoning, abilities, body, losses) : undefined;
  if (!thinking) {
    losses.add("reasoning-settings", "reasoning");
    return false;
  }
  if (reasoning.shown !== undefined) thinking["display"] = reasoning.shown ? "summarized" : "omitted";
  body["thinking"] = thinking;
  return true;
}

function addEffort(effort: Effort, body: Block): void {
  const config = body["output_config"] as Block | undefined;
  body["output_config"] = { ...config, effort: effort === "minimal" ? "low" : effort };
}

/** The vendor does not allow thinking with a forced tool call. */
function mustCall(body: Block): boolean {
  const type = (body["tool_choice"] as Block | undefined)?.["type"];
  return type === "any" || type === "tool";
}

/** Undefined if the model does not think, or there is no room for it. */
function writeMode(
  { maxOutput }: Conversation,
  { budget, effort }: Reasoning,
  { thinking }: Abilities,
  body: Block,
  losses: Losses,
): Block | undefined {
  if (thinking === "none") return undefined;
  const isFree = budget === undefined || budget < 0;
  if (thinking === "adaptive" || (thinking === "either" && isFree)) {
    if (!isFree) losses.add("reasoning-settings", "reasoning.budget");
    return { type: "adaptive" };
  }
  const wanted = isFree ? budgetFor(effort ?? "medium", maxOutput, losses) : Math.max(budget, leastBudget);
  if (maxOutput === undefined) body["max_tokens"] = wanted + defaultMaxTokens;
  const given = maxOutput === undefined ? wanted : Math.min(wanted, maxOutput - 1);
  if (!isFree && given !== budget) losses.add("reasoning-settings", "reasoning.budget");
  if (given < leastBudget) return thinking === "budget" || effort === undefined ? undefined : { type: "adaptive" };
  return { type: "enabled", budget_tokens: given };
}

type Effort = NonNullable<Reasoning["effort"]>;

/** A share of the maximum output beyond the minimum. */
function budgetFor(effort: Effort, maxOutput: number = usualOutput, losses: Losses): number {
  if (effort === "xhigh" || effort === "max") losses.add("reasoning-settings", "reasoning.effort");
  return leastBudget + Math.floor(shares[effort] * Math.max(0, maxOutput - leastBudget));
}

const shares: Readonly<Record<Effort, number>> = {
  none: 0,
  minimal: 0.025,
  low: 0.15,
  medium: 0.425,
  high: 0.8,
  xhigh: 0.8,
  max: 0.8,
};
