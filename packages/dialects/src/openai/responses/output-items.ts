/** The items of a response's output, in the shape that OpenAI gives them. */

export type ItemStatus = "in_progress" | "completed" | "incomplete";
export type Words = "output_text" | "refusal";

export interface MessageItem {
  readonly type: "message";
  readonly id: string;
  status: ItemStatus;
  readonly role: "assistant";
  readonly content: object[];
}
export interface CallItem {
  readonly type: "function_call";
  readonly id: string;
  status: ItemStatus;
  arguments: string;
  readonly call_id: string;
  readonly name: string;
}
export interface ReasoningItem {
  readonly type: "reasoning";
  readonly id: string;
  readonly summary: object[];
}
export type OutputItem = MessageItem | CallItem | ReasoningItem;

export function messageItem(id: string): MessageItem {
  return { id, type: "message", status: "in_progress", role: "assistant", content: [] };
}

export function callItem(id: string, callId: string, name: string): CallItem {
  return { id, type: "function_call", status: "in_progress", arguments: "", call_id: callId, name };
}

export function reasoningItem(id: string): ReasoningItem {
  return { id, type: "reasoning", summary: [] };
}

export function wordsPart(kind: Words, text: string): object {
  return kind === "refusal" ? { type: kind, refusal: text } : { type: kind, annotations: [], logprobs: [], text };
}

export function summaryPart(text: string): object {
  return { type: "summary_text", text };
}
