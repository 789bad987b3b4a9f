/** One answer of Claude's, whole and as events. */

const message = { id: "m", type: "message", role: "assistant", model: "m", stop_reason: "end_turn", stop_sequence: null };
const usage = { input_tokens: 1, output_tokens: 1 };
const event = (type: string, more: object = {}): string => JSON.stringify({ type, ...more });

export const whole = { body: { ...message, content: [{ type: "text", text: "Hello" }], usage } };

/** JSON, each with its name in `type`. */
export const events: readonly string[] = [
  event("message_start", { message: { ...message, content: [], stop_reason: null, usage } }),
  event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
  event("content_block_delta", { index: 0, delta: { type: "text_delta", text: "Hello" } }),
  event("content_block_stop", { index: 0 }),
  event("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 1 } }),
  event("message_stop", { "amazon-bedrock-invocationMetrics": { inputTokenCount: 1, outputTokenCount: 1 } }),
];

/** As server-sent events. */
export const frames: readonly string[] = events.map((json) => {
  const { type } = JSON.parse(json) as { type: string };
  return `event: ${type}\ndata: ${json}`;
});
