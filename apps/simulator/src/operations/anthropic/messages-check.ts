/** The request fields that the Messages API refuses, in its words; the conversation is checked in messages-history.ts. */
import type { Ask, Whole } from "../../answer.ts";
import { isRecord, type Json } from "../../body.ts";
import { refusal } from "../../dialects/anthropic.ts";
import { records } from "../../reaction.ts";
import { historyFault } from "./messages-history.ts";

/** `counting` for count_tokens, which accepts fewer fields. */
export function refuse(ask: Ask, counting: boolean): Whole | undefined {
  const { body, call, id, settings } = ask;
  const wrong =
    required(body, counting ? ["messages", "model"] : ["max_tokens", "messages", "model"]) ??
    (call.headers["anthropic-beta"] === undefined ? extra(body, counting) : undefined) ??
    typed(body, counting) ??
    tools(body) ??
    thinking(body) ??
    historyFault(body, call.headers["anthropic-version"]);
  if (wrong !== undefined) return refusal(400, wrong, id);
  return settings.models.has(ask.model) ? undefined : refusal(404, `model: ${ask.model}`, id);
}

const common: readonly string[] =
  "model messages system tools tool_choice thinking output_config cache_control speed container user_profile_id workspace_id".split(
    " ",
  );
const whole: readonly string[] = [
  ...common,
  ..."max_tokens metadata stop_sequences stream temperature top_k top_p service_tier inference_geo diagnostics".split(" "),
];

function required(body: Json, names: readonly string[]): string | undefined {
  const name = names.find((one) => body[one] === undefined);
  return name && `${name}: Field required`;
}

/** Betas add fields; without one, a field that the API does not know is an error. */
function extra(body: Json, counting: boolean): string | undefined {
  const known = counting ? common : whole;
  const name = Object.keys(body).find((one) => !known.includes(one));
  return name && `${name}: Extra inputs are not permitted`;
}

function typed(body: Json, counting: boolean): string | undefined {
  const { max_tokens, messages, model, stop_sequences } = body;
  if (typeof model !== "string") return "model: Input should be a valid string";
  if (!Array.isArray(messages)) return "messages: Input should be a valid list";
  if (messages.length === 0) return "messages: at least one message is required";
  if (stop_sequences !== undefined && !Array.isArray(stop_sequences)) return "stop_sequences: Input should be a valid list";
  if (records(messages).length < messages.length) return "messages: Input should be a valid dictionary";
  if (Array.isArray(stop_sequences) && stop_sequences.some((one) => typeof one === "string" && one.trim() === ""))
    return "stop_sequences: each stop sequence must contain non-whitespace";
  if (counting) return undefined;
  if (!Number.isInteger(max_tokens)) return "max_tokens: Input should be a valid integer";
  return Number(max_tokens) < 0 ? "max_tokens: Input should be greater than or equal to 0" : undefined;
}

/** The service's own tools have a type and no schema. */
function tools(body: Json): string | undefined {
  const list = records(body.tools);
  if (body.tool_choice !== undefined && list.length === 0) return "tool_choice: may only be specified while providing tools";
  for (const [i, tool] of list.entries()) {
    if (tool.type !== undefined && tool.type !== "custom") continue;
    const at = `tools.${i}.custom`;
    if (typeof tool.name !== "string") return `${at}.name: Field required`;
    if (!/^[a-zA-Z0-9_-]{1,128}$/.test(tool.name)) return `${at}.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`;
    if (!isRecord(tool.input_schema)) return `${at}.input_schema: Field required`;
    if (tool.input_schema.type === undefined) return `${at}.input_schema.type: Field required`;
    if (tool.input_schema.type !== "object") return `${at}.input_schema.type: Input should be 'object'`;
  }
  return undefined;
}

function thinking({ thinking: asked, max_tokens, tool_choice }: Json): string | undefined {
  if (!isRecord(asked) || (asked.type !== "enabled" && asked.type !== "adaptive")) return undefined;
  if (isRecord(tool_choice) && (tool_choice.type === "any" || tool_choice.type === "tool"))
    return "Thinking may not be enabled when tool_choice forces tool use.";
  if (asked.type === "adaptive") return undefined;
  if (typeof asked.budget_tokens !== "number") return "thinking.enabled.budget_tokens: Field required";
  if (asked.budget_tokens < 1024) return "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024";
  if (typeof max_tokens === "number" && max_tokens <= asked.budget_tokens)
    return "`max_tokens` must be greater than `thinking.budget_tokens`.";
  return undefined;
}
