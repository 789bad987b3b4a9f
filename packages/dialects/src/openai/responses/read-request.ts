/** Reads a Responses request: https://platform.openai.com/docs/api-reference/responses/create. */
import type { Asked, Conversation, Loss, Read } from "../../canonical/index.ts";
import { readVerbosity } from "../verbosity.ts";
import { asFlag, asNumber, asRecord, asText, type Fields, optional } from "../../canonical/expect.ts";
import { readInput } from "./read-input.ts";
import { loseRest, requestFates } from "./losses.ts";
import { loseIncluded, readOutput, readReasoning } from "./read-settings.ts";
import { readTools } from "./read-tools.ts";
import { Turns } from "./turns.ts";

export function readRequest(body: unknown, asked: Asked): Read<Conversation> {
  const found = asRecord(body, "body");
  const lost: Loss[] = [];
  loseFields(found, lost);
  const turns = new Turns();
  const instructions = optional(found["instructions"], "instructions", asText);
  if (instructions !== undefined) turns.system.push(instructions);
  const { input } = found;
  // Only what is stored elsewhere makes it dispensable, and then it is refused for that.
  if ((input !== undefined && input !== null) || !lost.some(({ feature }) => feature === "stored-state")) {
    readInput(input, turns, lost);
  }
  const { tools, toolChoice } = readTools(found, lost);
  const value: Conversation = {
    model: asked.model,
    stream: asked.stream,
    system: turns.system,
    turns: turns.all,
    tools,
    toolChoice,
    parallelTools: optional(found["parallel_tool_calls"], "parallel_tool_calls", asFlag),
    maxOutput: optional(found["max_output_tokens"], "max_output_tokens", asNumber),
    temperature: optional(found["temperature"], "temperature", asNumber),
    topP: optional(found["top_p"], "top_p", asNumber),
    output: readOutput(found, lost),
    reasoning: readReasoning(found, lost),
    verbosity: readVerbosity(optional(found["text"], "text", asRecord)?.["verbosity"], "text.verbosity", lost),
    user: readUser(found, lost),
  };
  return { value, lost };
}

const carried = new Set(
  (
    "model stream stream_options input instructions tools tool_choice parallel_tool_calls " +
    "max_output_tokens temperature top_p text reasoning user safety_identifier include"
  ).split(" "),
);
const nothing: ReadonlySet<string> = new Set();

function loseFields(found: Fields, lost: Loss[]): void {
  loseRest(found, carried, "", lost, requestFates);
  loseIncluded(found, lost);
  const options = optional(found["stream_options"], "stream_options", asRecord);
  if (options) loseRest(options, nothing, "stream_options.", lost);
}

/** `safety_identifier` is the name that replaces `user`. */
function readUser(found: Fields, lost: Loss[]): string | undefined {
  const user = optional(found["user"], "user", asText);
  const identifier = optional(found["safety_identifier"], "safety_identifier", asText);
  if (identifier !== undefined && user !== undefined && user !== identifier) lost.push({ feature: "other", field: "user" });
  return identifier ?? user;
}
