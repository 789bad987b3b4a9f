/** Writes a conversation as a Chat request for a provider, and names what this format has no words for. */
import type { Conversation, Loss, OutputForm, Tool, ToolChoice, Written } from "../../canonical/index.ts";
import { loseSampling, reasons, takesSampling } from "../reasoning-models.ts";
import { strictness } from "../strict-schema.ts";
import { userName } from "../user.ts";
import { MessageWriter } from "./write-messages.ts";

export function writeRequest(conversation: Conversation): Written {
  const { model, system, turns, tools, toolChoice } = conversation;
  const lost: Loss[] = [];
  const messages = new MessageWriter(lost, reasons(model) ? "developer" : "system");
  messages.writeSystem(system);
  turns.forEach((turn, at) => messages.write(turn, at));
  const body: Record<string, unknown> = { model, messages: messages.all };
  if (tools.length > 0) {
    body["tools"] = tools.map((tool, at) => writeTool(tool, `tools.${at}`, lost));
    put(body, "parallel_tool_calls", conversation.parallelTools);
  }
  // Without tools the API takes no choice among them, and these two ask for nothing then.
  if (tools.length > 0 || (toolChoice !== "auto" && toolChoice !== "none")) put(body, "tool_choice", writeChoice(toolChoice));
  writeSettings(conversation, body, lost);
  if (conversation.stream) Object.assign(body, { stream: true, stream_options: { include_usage: true } });
  return { body, lost };
}

/** OpenAI's reasoning models refuse `max_tokens`, and many compatible servers do not know the other name. */
const takesCompletionTokens = /(?:^|\/)(?:o\d|gpt-[5-9])/;

/** The API refuses a request with more. */
const mostStops = 4;

function writeSettings(conversation: Conversation, body: Record<string, unknown>, lost: Loss[]): void {
  const { model, stop, output, reasoning } = conversation;
  put(body, takesCompletionTokens.test(model) ? "max_completion_tokens" : "max_tokens", conversation.maxOutput);
  if (takesSampling(model, reasoning?.effort)) {
    put(body, "temperature", conversation.temperature);
    put(body, "top_p", conversation.topP);
  } else loseSampling(conversation, lost);
  if (conversation.topK !== undefined) lost.push({ feature: "sampling", field: "topK" });
  put(body, "seed", conversation.seed);
  if (reasons(model)) losePenalties(conversation, lost);
  else {
    put(body, "frequency_penalty", conversation.frequencyPenalty);
    put(body, "presence_penalty", conversation.presencePenalty);
  }
  if (stop !== undefined && stop.length > 0) {
    body["stop"] = stop.slice(0, mostStops);
    if (stop.length > mostStops) lost.push({ feature: "stop-sequences", field: "stop" });
  }
  if (output !== undefined) body["response_format"] = writeOutput(output, lost);
  put(body, "reasoning_effort", effortOf(conversation, lost));
  put(body, "verbosity", conversation.verbosity);
  put(body, "user", conversation.user === undefined ? undefined : userName(conversation.user));
}

function put(body: Record<string, unknown>, name: string, value: unknown): void {
  if (value !== undefined) body[name] = value;
}

function losePenalties({ frequencyPenalty, presencePenalty }: Conversation, lost: Loss[]): void {
  if (frequencyPenalty) lost.push({ feature: "penalties", field: "frequency_penalty" });
  if (presencePenalty) lost.push({ feature: "penalties", field: "presence_penalty" });
}

function writeTool({ name, description, parameters, strict }: Tool, at: string, lost: Loss[]): object {
  const said: Record<string, unknown> = { name };
  put(said, "description", description);
  put(said, "parameters", parameters);
  put(said, "strict", strictness(strict, parameters, { feature: "tool-settings", field: `${at}.strict` }, lost));
  return { type: "function", function: said };
}

function writeChoice(choice: ToolChoice | undefined): unknown {
  return typeof choice === "object" ? { type: "function", function: { name: choice.name } } : choice;
}

function writeOutput(output: OutputForm, lost: Loss[]): object {
  if (output.kind === "json") return { type: "json_object" };
  // A schema has to have a name here.
  const said: Record<string, unknown> = { name: output.name ?? "answer" };
  put(said, "description", output.description);
  said["schema"] = output.schema;
  const loss: Loss = { feature: "output-schema", field: "response_format.json_schema.strict" };
  put(said, "strict", strictness(output.strict, output.schema, loss, lost));
  return { type: "json_schema", json_schema: said };
}

/** Shares of the maximum output: a budget up to these is low, or medium; anything beyond is high. */
const shares = { low: 0.25, medium: 0.6 };
/** Tokens, where the request does not limit them. */
const usualOutput = 16_384;

function effortOf({ reasoning, maxOutput = usualOutput }: Conversation, lost: Loss[]): string | undefined {
  if (reasoning === undefined) return undefined;
  const { effort, budget, shown } = reasoning;
  // Whether a provider of this format shows its reasoning cannot be asked for.
  if (shown === true) lost.push({ feature: "reasoning-settings", field: "reasoning.shown" });
  if (budget === undefined || budget < 0) return effort;
  if (budget === 0) return effort ?? "none";
  lost.push({ feature: "reasoning-settings", field: "reasoning.budget" });
  if (effort !== undefined) return effort;
  return budget <= maxOutput * shares.low ? "low" : budget <= maxOutput * shares.medium ? "medium" : "high";
}
