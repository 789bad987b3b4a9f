/** Writes an answer as a whole message. */
import type { Answer, CallPart, Telling } from "../canonical/index.ts";
import { type Block, textBlock } from "./block.ts";
import { thinkingBlock } from "./signatures.ts";
import { writeStop } from "./stop.ts";
import { callId } from "./call-ids.ts";
import { writeUsage } from "./usage.ts";
import { writeCall } from "./write-blocks.ts";

/** Throws an Unreadable for a call whose arguments are damaged. */
export function writeAnswer(answer: Answer, about: Telling): object {
  const { stop } = answer;
  const content: Block[] = [];
  for (const part of answer.parts) {
    if (part.kind === "reasoning") content.push(thinkingBlock(part));
    else if (part.kind === "call") content.push(stop.reason === "length" ? cutCall(part) : writeCall(part));
    else if (part.text !== "") content.push(textBlock(part.text));
  }
  const refused = answer.parts.some(({ kind }) => kind === "refusal");
  return { ...envelope(answer.id, about), content, ...writeStop(stop, refused), usage: writeUsage(answer.units) };
}

/** A message without content yet; the model is the one that the client asked for. */
export function envelope(id: string, { model }: Telling): Block {
  return {
    id: id.startsWith("msg_") ? id : `msg_${id}`,
    type: "message",
    role: "assistant",
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
  };
}

/** An answer cut off by length can end within arguments: `max_tokens` tells the client that they are incomplete. */
function cutCall(part: CallPart): Block {
  try {
    return writeCall(part);
  } catch {
    return { type: "tool_use", id: callId(part.id), name: part.name, input: {} };
  }
}
