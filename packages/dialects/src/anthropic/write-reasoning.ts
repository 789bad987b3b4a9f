/** How much the model may think, and the form of its answer. */
import type { Conversation, OutputForm, Reasoning } from "../canonical/index.ts";
import type { Block } from "./block.ts";
import type { Losses } from "./losses.ts";

/** The vendor demands `max_tokens`; this many where nobody has said. */
export const defaultMaxTokens = 4096;
/** The vendor's least. */
const leastBudget = 1024;

/** Whether the model is told to think. */
export function writeThinking(asked: Conversation, opensWithThinking: boolean, body: Block, losses: Losses): boolean {
  const { reasoning } = asked;
  if (!reasoning) return false;
  const { effort } = reasoning;
  if (effort === "none" || reasoning.budget === 0) {
    body["thinking"] = { type: "disabled" };
    return false;
  }
  if (effort !== undefined) body["output_config"] = { effort: effort === "minimal" ? "low" : effort };
  const thinking = opensWithThinking && !mustCall(body) ? writeMode(asked, reasoning, body, losses) : undefined;
  if (!thinking) {
    losses.add("reasoning-settings", "reasoning");
    return false;
  }
  if (reasoning.shown !== undefined) thinking["display"] = reasoning.shown ? "summarized" : "omitted";
  body["thinking"] = thinking;
  return true;
}

export function writeOutput(output: OutputForm | undefined, body: Block, losses: Losses): void {
  if (!output) return;
  if (output.kind === "json") return losses.add("output-schema", "response_format");
  if (output.description !== undefined) losses.add("output-schema", "response_format.json_schema.description");
  const config = body["output_config"] as Block | undefined;
  body["output_config"] = { ...config, format: { type: "json_schema", schema: output.schema } };
}

/** The vendor lets no model think that has to call a tool. */
function mustCall(body: Block): boolean {
  const type = (body["tool_choice"] as Block | undefined)?.["type"];
  return type === "any" || type === "tool";
}

/** A budget is less than `max_tokens`; undefined when there is no room for one. */
function writeMode({ maxOutput }: Conversation, { budget, effort }: Reasoning, body: Block, losses: Losses): Block | undefined {
  if (budget === undefined || budget < 0) return { type: "adaptive" };
  const wanted = Math.max(budget, leastBudget);
  if (maxOutput === undefined) body["max_tokens"] = wanted + defaultMaxTokens;
  const given = maxOutput === undefined ? wanted : Math.min(wanted, maxOutput - 1);
  if (given !== budget) losses.add("reasoning-settings", "reasoning.budget");
  if (given < leastBudget) return effort === undefined ? undefined : { type: "adaptive" };
  return { type: "enabled", budget_tokens: given };
}
