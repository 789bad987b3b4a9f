/** What the Messages API refuses in a conversation: wrong roles, empty texts, tool calls without results, foreign thoughts. */
import { isRecord, type Json } from "../../body.ts";
import { records } from "../../reaction.ts";
import { signed } from "../../signature.ts";
import { textOf } from "../../text.ts";
import { blocksOf } from "./messages-turn.ts";

/** The version from which `system` is a role among the messages. */
const systemRole = "2026-10-21";

export function historyFault(body: Json, version: unknown): string | undefined {
  const messages = records(body.messages);
  for (const [i, message] of messages.entries()) {
    const wrong =
      role(message.role, version) ??
      content(message, i, i === messages.length - 1) ??
      toolUses(message, messages[i + 1], i) ??
      toolResults(message, messages[i - 1], i);
    if (wrong !== undefined) return wrong;
  }
  return unthinking(body, messages);
}

function role(name: unknown, version: unknown): string | undefined {
  if (name === "user" || name === "assistant") return undefined;
  if (name !== "system") return `messages: Unexpected role "${String(name)}". The allowed roles are "user" or "assistant".`;
  if (typeof version === "string" && version >= systemRole) return undefined;
  return `messages: Unexpected role "system". The Messages API accepts a top-level \`system\` parameter, not "system" as an input message role.`;
}

function content({ role: by, content: said }: Json, i: number, last: boolean): string | undefined {
  const blocks = blocksOf(said);
  if (typeof said !== "string" && !Array.isArray(said)) return `messages.${i}.content: Field required`;
  if ((blocks.length === 0 || said === "") && !(last && by === "assistant"))
    return `messages.${i}: all messages must have non-empty content except for the optional final assistant message`;
  if (last && by === "assistant" && /\s$/.test(textOf(said)))
    return "messages: final assistant content cannot end with trailing whitespace";
  for (const [k, block] of blocks.entries()) {
    const wrong = blockFault(block, `messages.${i}.content.${k}`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function blockFault(block: Json, at: string): string | undefined {
  switch (block.type) {
    case "text":
      return block.text !== "" ? undefined : "messages: text content blocks must be non-empty";
    case "tool_use":
      if (typeof block.id !== "string" || !/^[a-zA-Z0-9_-]+$/.test(block.id))
        return `${at}.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'`;
      return isRecord(block.input) ? undefined : `${at}.tool_use.input: Input should be a valid dictionary`;
    case "thinking": {
      const { signature, thinking } = block;
      if (typeof signature !== "string") return `${at}.thinking.signature: Field required`;
      const text = typeof thinking === "string" && thinking !== "" ? thinking : undefined;
      return signed("anthropic", signature, text) ? undefined : `${at}: Invalid \`signature\` in \`thinking\` block`;
    }
    default:
      return typeof block.type === "string" ? undefined : `${at}.type: Field required`;
  }
}

function toolUses(message: Json, next: Json | undefined, i: number): string | undefined {
  if (message.role !== "assistant") return undefined;
  const answered = idsOf(next, "tool_result", "tool_use_id");
  const open = idsOf(message, "tool_use", "id").filter((id) => !answered.includes(id));
  if (open.length === 0) return undefined;
  return (
    `messages.${i}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(", ")}. ` +
    "Each `tool_use` block must have a corresponding `tool_result` block in the next message."
  );
}

function toolResults(message: Json, before: Json | undefined, i: number): string | undefined {
  const asked = idsOf(before, "tool_use", "id");
  const lost = idsOf(message, "tool_result", "tool_use_id").find((id) => !asked.includes(id));
  if (lost === undefined) return undefined;
  const k = blocksOf(message.content).findIndex((block) => block.tool_use_id === lost);
  return (
    `messages.${i}.content.${k}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${lost}. ` +
    "Each `tool_result` block must have a corresponding `tool_use` block in the previous message."
  );
}

function idsOf(message: Json | undefined, type: string, name: string): readonly string[] {
  return blocksOf(message?.content).flatMap((block) =>
    block.type === type && typeof block[name] === "string" ? [block[name]] : [],
  );
}

/** An open tool loop must still contain its thoughts. */
function unthinking({ thinking }: Json, messages: readonly Json[]): string | undefined {
  if (!isRecord(thinking) || thinking.type !== "enabled") return undefined;
  if (idsOf(messages.at(-1), "tool_result", "tool_use_id").length === 0) return undefined;
  const [first] = blocksOf(messages.at(-2)?.content);
  if (first?.type === "thinking" || first?.type === "redacted_thinking") return undefined;
  return (
    `messages.${messages.length - 2}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${String(first?.type)}\`. ` +
    "When `thinking` is enabled, a final `assistant` message must start with a thinking block " +
    "(preceeding the lastmost set of `tool_use` and `tool_result` blocks). To avoid this requirement, disable `thinking`."
  );
}
