/** Writes a conversation as a Responses request that the provider does not store. */
import type { Conversation, Loss, OutputForm, Reasoning, Tool, Written } from "../../canonical/index.ts";
import { loseSampling, takesSampling } from "../reasoning-models.ts";
import { strictness } from "../strict-schema.ts";
import { userName } from "../user.ts";
import { fitting, longestId } from "./call-ids.ts";
import { writeItems } from "./write-items.ts";

/** The minimum that OpenAI accepts as `max_output_tokens`. */
const leastOutput = 16;

export function writeRequest(conversation: Conversation): Written {
  const { model, stream, tools, toolChoice, parallelTools, maxOutput, temperature, topP, output, reasoning, user } = conversation;
  const lost: Loss[] = [];
  loseSettings(conversation, lost);
  const body: Record<string, unknown> = { model, input: writeItems(conversation, lost), store: false };
  if (stream) body["stream"] = true;
  if (tools.length > 0) body["tools"] = tools.map((tool, index) => writeTool(tool, `tools.${index}`, lost));
  // Without tools there is nothing to choose, but the provider still has to see a forced choice.
  if (toolChoice !== undefined && (tools.length > 0 || (toolChoice !== "auto" && toolChoice !== "none"))) {
    body["tool_choice"] = typeof toolChoice === "string" ? toolChoice : { type: "function", name: toolChoice.name };
  }
  if (parallelTools !== undefined && tools.length > 0) body["parallel_tool_calls"] = parallelTools;
  if (maxOutput !== undefined) body["max_output_tokens"] = Math.max(maxOutput, leastOutput);
  if (takesSampling(model, reasoning?.effort)) {
    if (temperature !== undefined) body["temperature"] = temperature;
    if (topP !== undefined) body["top_p"] = topP;
  } else loseSampling(conversation, lost);
  const { verbosity } = conversation;
  if (output || verbosity) {
    body["text"] = { ...(output && { format: writeOutput(output, lost) }), ...(verbosity && { verbosity }) };
  }
  const thought = reasoning && writeReasoning(reasoning, maxOutput);
  if (thought && Object.keys(thought).length > 0) body["reasoning"] = thought;
  if (user !== undefined) body["user"] = userName(user);
  return { body, lost };
}

function loseSettings(conversation: Conversation, lost: Loss[]): void {
  const { topK, seed, frequencyPenalty, presencePenalty, stop, maxOutput, reasoning } = conversation;
  if (topK !== undefined) lost.push({ feature: "sampling", field: "top_k" });
  if (seed !== undefined) lost.push({ feature: "seed", field: "seed" });
  if (frequencyPenalty) lost.push({ feature: "penalties", field: "frequency_penalty" });
  if (presencePenalty) lost.push({ feature: "penalties", field: "presence_penalty" });
  if (stop && stop.length > 0) lost.push({ feature: "stop-sequences", field: "stop" });
  if (maxOutput !== undefined && maxOutput < leastOutput) lost.push({ feature: "other", field: "max_output_tokens" });
  if (reasoning?.budget !== undefined && reasoning.budget > 0)
    lost.push({ feature: "reasoning-settings", field: "reasoning.budget" });
}

/** Strictness is always explicit: in this format the default is strict. */
function writeTool({ name, description, parameters, strict: asked = false }: Tool, at: string, lost: Loss[]): object {
  const strict = strictness(asked, parameters, { feature: "tool-settings", field: `${at}.strict` }, lost);
  return {
    type: "function",
    name,
    ...(description !== undefined && { description }),
    parameters: parameters ?? { type: "object", properties: {}, ...(strict && { required: [], additionalProperties: false }) },
    strict,
  };
}

function writeOutput(output: OutputForm, lost: Loss[]): object {
  if (output.kind === "json") return { type: "json_object" };
  const { name = "answer", description, schema } = output;
  const strict = strictness(output.strict ?? false, schema, { feature: "output-schema", field: "text.format.strict" }, lost);
  const said = description !== undefined && { description };
  return { type: "json_schema", name: fitting(name, longestId), ...said, schema, strict };
}

function writeReasoning({ effort, budget, shown }: Reasoning, maxOutput: number | undefined): object {
  const told = effort ?? (budget === undefined ? undefined : effortOf(budget, maxOutput));
  return { ...(told !== undefined && { effort: told }), ...(shown && { summary: "auto" }) };
}

/** Up to a quarter of the maximum is low, up to three fifths medium. A negative budget leaves it to the model. */
function effortOf(budget: number, maxOutput = 16_384): Reasoning["effort"] {
  if (budget <= 0) return budget < 0 ? undefined : "none";
  if (budget <= maxOutput * 0.25) return "low";
  return budget <= maxOutput * 0.6 ? "medium" : "high";
}
