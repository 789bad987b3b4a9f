/** The official Anthropic client. */
import type Anthropic0 from "anthropic0";
import type { Client, End, Kind, Question, Said, Turn } from "../client.ts";

/** Both majors agree on what is used here, so one type speaks for both. */
export type AnthropicSdk = typeof Anthropic0;

type Block =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "tool_use"; readonly id: string; readonly name: string; readonly input: unknown };
interface Message {
  readonly content: readonly Block[];
  readonly stop_reason: string;
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number };
}

export function anthropic(name: string, sdk: AnthropicSdk): Kind {
  const classes = { 400: sdk.BadRequestError, 401: sdk.AuthenticationError, 429: sdk.RateLimitError };
  return {
    name,
    dialect: "anthropic",
    throws: (status) => ({ as: classes[status], like: { status } }),
    connect(url, apiKey): Client {
      const { messages } = new sdk({ baseURL: `${url}/anthropic`, apiKey, maxRetries: 0 });
      return {
        async ask(question, signal) {
          return saidIn((await messages.create(bodyOf(question), { signal })) as unknown as Message);
        },
        async stream(question, hear, signal) {
          const stream = messages.stream(bodyOf(question), { signal });
          for await (const event of stream)
            if (event.type === "content_block_delta" && event.delta.type === "text_delta") hear(event.delta.text);
          return saidIn((await stream.finalMessage()) as unknown as Message);
        },
      };
    },
  };
}

const ends: Readonly<Record<string, End>> = { end_turn: "end", max_tokens: "length", tool_use: "tools" };

function bodyOf({ model, turns, tools, schema, maxTokens = 1000 }: Question) {
  return {
    model,
    max_tokens: maxTokens,
    messages: turns.map(messageOf) as never[],
    ...(tools && {
      tools: tools.map(({ parameters, ...tool }) => ({ ...tool, input_schema: parameters as { type: "object" } })),
    }),
    ...(schema && { output_config: { format: { type: "json_schema" as const, schema: { ...schema } } } }),
  };
}

function messageOf(turn: Turn): object {
  if ("said" in turn) return { role: "assistant", content: turn.said.turn };
  if ("results" in turn) {
    const content = turn.results.map(({ call, output }) => ({ type: "tool_result", tool_use_id: call.id, content: output }));
    return { role: "user", content };
  }
  const { user, image: data } = turn;
  if (data === undefined) return { role: "user", content: user };
  const picture = { type: "image", source: { type: "base64", media_type: "image/png", data } };
  return { role: "user", content: [{ type: "text", text: user }, picture] };
}

function saidIn({ content, stop_reason, usage }: Message): Said {
  return {
    text: content.map((block) => (block.type === "text" ? block.text : "")).join(""),
    calls: content.flatMap((block) =>
      block.type === "tool_use" ? [{ id: block.id, name: block.name, arguments: block.input }] : [],
    ),
    end: ends[stop_reason]!,
    usage: { input: usage.input_tokens, output: usage.output_tokens },
    turn: content,
  };
}
