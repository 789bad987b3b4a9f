/** Writes a whole answer as a chat completion. */
import type { Answer, CallPart, Telling } from "../../canonical/index.ts";
import { writeStop } from "./stop.ts";
import { writeUsage } from "./write-usage.ts";

export function writeAnswer({ id, parts, stop, units }: Answer, about: Telling): object {
  const older = speaksOfFunctions(about);
  const calls = parts.filter((part) => part.kind === "call");
  const message = {
    role: "assistant",
    content: joined(parts, "text") ?? (parts.length === 0 ? "" : null),
    refusal: joined(parts, "refusal"),
    ...reasoningOf(parts),
    ...(calls.length === 0 ? {} : older ? { function_call: writeFunction(calls[0]!) } : { tool_calls: calls.map(writeCall) }),
  };
  const reason = writeStop(stop);
  const choice = {
    index: 0,
    message,
    logprobs: null,
    finish_reason: older && reason === "tool_calls" ? "function_call" : reason,
    ...(stop.sequence === undefined ? {} : { stop_reason: stop.sequence }),
  };
  return {
    id: answerId(id, about),
    object: "chat.completion",
    created: about.created,
    model: about.model,
    choices: [choice],
    ...(units === undefined ? {} : { usage: writeUsage(units) }),
  };
}

/** The provider's own, as clients know them from OpenAI. An answer without one is named by its time. */
export function answerId(id: string, { created }: Telling): string {
  return id.startsWith("chatcmpl-") ? id : `chatcmpl-${id || created}`;
}

/** A client from before there were tools: it looks for the one call elsewhere. */
export function speaksOfFunctions({ request }: Telling): boolean {
  return request["tools"] == null && Array.isArray(request["functions"]) && request["functions"].length > 0;
}

function joined(parts: Answer["parts"], kind: "text" | "refusal" | "reasoning"): string | null {
  return parts.reduce<string | null>((all, part) => (part.kind === kind ? (all ?? "") + part.text : all), null);
}

function reasoningOf(parts: Answer["parts"]): object {
  const text = joined(parts, "reasoning");
  return text === null ? {} : { reasoning_content: text };
}

function writeCall(call: CallPart): object {
  return { id: call.id, type: "function", function: writeFunction(call) };
}
function writeFunction({ name, arguments: given }: CallPart): object {
  return { name, arguments: given };
}
