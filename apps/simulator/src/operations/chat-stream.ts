/** Chat completion chunks: role, content or tool fragments, finish, usage; written by hand since benchmarks live on them. */
import { bareFailure, comment, doneFrame, type Events } from "../answer.ts";
import { callId } from "../ids.ts";
import { piecesOf, type ToolCall } from "../reaction.ts";
import type { Text } from "../text.ts";

export interface ChatStream {
  readonly id: string;
  readonly created: number;
  readonly model: string;
  readonly name: string;
  readonly n: number;
  readonly what: Text | ToolCall;
  /** Undefined when the client asked for none. */
  readonly usage: object | undefined;
  readonly comments: number;
}

export function streamChat(chat: ChatStream): Events {
  return { frames: frames(chat), terminator: doneFrame, failure: bareFailure };
}

function* frames(chat: ChatStream): Generator<string> {
  const head =
    `data: {"id":"${chat.id}","object":"chat.completion.chunk","created":${chat.created},"model":${JSON.stringify(chat.model)},` +
    `"service_tier":"default","system_fingerprint":${JSON.stringify(`fp_${chat.name}`)},"choices":[`;
  const open = chat.usage ? `],"usage":null}\n\n` : "]}\n\n";
  const chunk = (index: number, delta: string, finish = "null"): string =>
    `${head}{"index":${index},"delta":${delta},"logprobs":null,"finish_reason":${finish}}${open}`;
  const every = Array.from({ length: chat.n }, (_, index) => index);
  const text = "pieces" in chat.what;

  const role = text ? `{"role":"assistant","content":"","refusal":null}` : `{"role":"assistant","content":null,"refusal":null}`;
  for (let i = 0; i < chat.comments; i++) {
    yield comment;
    yield chunk(0, role);
  }
  for (const index of every) yield chunk(index, role);
  if ("pieces" in chat.what) {
    for (const piece of chat.what.pieces) {
      const delta = `{"content":${JSON.stringify(piece)}}`;
      for (const index of every) yield chunk(index, delta);
    }
  } else {
    for (const index of every) yield chunk(index, opening(chat.what));
    for (const fragment of piecesOf(chat.what)) {
      const delta = `{"tool_calls":[{"index":0,"function":{"arguments":${JSON.stringify(fragment)}}}]}`;
      for (const index of every) yield chunk(index, delta);
    }
  }
  const finish = "pieces" in chat.what ? (chat.what.short ? `"length"` : `"stop"`) : `"tool_calls"`;
  for (const index of every) yield chunk(index, "{}", finish);
  if (chat.usage) yield `${head}],"usage":${JSON.stringify(chat.usage)}}\n\n`;
}

function opening(call: ToolCall): string {
  const first = {
    index: 0,
    id: callId(),
    type: "function",
    function: { name: call.name, arguments: "" },
  };
  return JSON.stringify({ tool_calls: [first] });
}
