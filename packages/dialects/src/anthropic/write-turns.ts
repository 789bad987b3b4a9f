/** Writes turns as messages: alternating roles, results first, system instructions in their own place. */
import type { Conversation } from "../canonical/index.ts";
import { type Block, says, textBlock } from "./block.ts";
import type { Losses } from "./losses.ts";
import { writePart } from "./write-blocks.ts";

interface Message {
  readonly role: "user" | "assistant";
  content: Block[];
}

export interface WrittenTurns {
  readonly system: readonly Block[];
  readonly messages: readonly Message[];
  /** False: the assistant's last turn continues without signed thinking, so the vendor does not allow any more. */
  readonly opensWithThinking: boolean;
}

export function writeTurns({ system: said, turns }: Conversation, losses: Losses): WrittenTurns {
  const system = said.filter(says).map(textBlock);
  const messages: Message[] = [];
  for (const { role, parts } of turns) {
    const blocks: Block[] = [];
    for (const part of parts) writePart(part, role, losses, blocks);
    if (blocks.length === 0) continue;
    if (role !== "system") add(messages, role, blocks);
    else if (messages.length === 0) system.push(...blocks);
    else wrap(messages, blocks, losses);
  }
  const last = system.at(-1);
  if (messages.length === 0 && last) {
    // At least one message is required: then the last instruction becomes what the user says.
    messages.push({ role: "user", content: [last] });
    system.pop();
    losses.add("other", "messages.role");
  }
  for (const message of messages) if (message.role === "user") message.content = resultsFirst(message.content);
  trimEnd(messages);
  return { system, messages, opensWithThinking: opensWithThinking(messages) };
}

/** Not every version accepts the system role in messages. */
function wrap(messages: Message[], blocks: readonly Block[], losses: Losses): void {
  const text = blocks.map((one) => one["text"]).join("\n\n");
  add(messages, "user", [textBlock(`<system>\n${text}\n</system>`)]);
  losses.add("other", "messages.role");
}

function add(messages: Message[], role: Message["role"], blocks: Block[]): void {
  const last = messages.at(-1);
  if (last?.role === role) last.content.push(...blocks);
  else messages.push({ role, content: blocks });
}

function resultsFirst(blocks: Block[]): Block[] {
  const results = blocks.filter(({ type }) => type === "tool_result");
  if (results.length === 0 || results.length === blocks.length) return blocks;
  return [...results, ...blocks.filter(({ type }) => type !== "tool_result")];
}

/** A final assistant message must not end in whitespace. */
function trimEnd(messages: readonly Message[]): void {
  const last = messages.at(-1);
  const end = last?.role === "assistant" ? last.content.at(-1) : undefined;
  if (end?.["type"] === "text") end["text"] = String(end["text"]).trimEnd();
}

function opensWithThinking(messages: readonly Message[]): boolean {
  const last = messages.at(-1);
  const going = last?.role === "user" && last.content[0]?.["type"] === "tool_result" ? messages.at(-2) : last;
  if (going?.role !== "assistant") return true;
  const first = going.content[0]?.["type"];
  return first === "thinking" || first === "redacted_thinking";
}
