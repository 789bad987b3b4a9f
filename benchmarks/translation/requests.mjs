/** Short conversations as clients of two dialects send them, and how their answers are read. */
import { createExchange } from "@headgate/http";
import { bytesBody, scanBody } from "@headgate/wire";

const system = "You are a helpful assistant that answers briefly.";
const question = "What is the capital of France, and since when?";
const common = { temperature: 0.7, max_tokens: 300 };

const clients = {
  openai: {
    operation: "chat",
    path: "/v1/chat/completions",
    ask: {
      messages: [
        { role: "system", content: system },
        { role: "user", content: question },
      ],
    },
    whole: ({ choices: [{ message, finish_reason }] }) => finish_reason === "stop" && message.content,
    piece: ({ choices: [choice] }) => choice?.delta.content,
    end: "data: [DONE]\n\n",
  },
  anthropic: {
    operation: "messages",
    path: "/v1/messages",
    ask: { system, messages: [{ role: "user", content: question }] },
    whole: ({ content: [{ text }], stop_reason }) => stop_reason === "end_turn" && text,
    piece: ({ delta }) => delta?.text,
    end: 'event: message_stop\ndata: {"type":"message_stop"}\n\n',
  },
};

/** Makes exchanges of one kind, with their calls, as the door hands them on. */
export function asking(dialect, provider, stream) {
  const { operation, path, ask } = clients[dialect];
  const body = { model: `${provider}/m`, ...ask, ...common, ...(stream && { stream }) };
  const bytes = Buffer.from(JSON.stringify(body));
  const about = { id: "bench", access: "client", inference: true, operation, dialect, stream, method: "POST", path };
  const headers = { "content-type": "application/json" };
  return {
    bytes,
    path,
    make() {
      const own = bytesBody(bytes);
      scanBody(own);
      const x = createExchange({ ...about, query: "", peer: "127.0.0.1", headers, body: own });
      return [x, { provider, model: "m", body: own }];
    },
  };
}

/** The whole text that a client of this dialect gets; throws when its answer is not whole. */
export function textOf(dialect, answer, stream) {
  const { whole, piece, end } = clients[dialect];
  if (!stream) return whole(JSON.parse(answer));
  if (!answer.endsWith(end)) throw new Error(`a stream of ${dialect} ended with ${JSON.stringify(answer.slice(-200))}`);
  const found = [...answer.matchAll(/^data: (\{.*)$/gm)].map(([, data]) => piece(JSON.parse(data)) ?? "");
  return found.join("");
}

/** The last words of the user, wherever a provider of either dialect was told them. */
export function asksTheSame(bytes) {
  const { model, messages, max_tokens } = JSON.parse(bytes);
  return model === "m" && max_tokens === common.max_tokens && JSON.stringify(messages.at(-1)).includes(question);
}
