/** The official OpenAI client, its Chat Completions. */
import type { Client, End, Kind, Question, Said, Turn } from "../client.ts";
import type { Sdk } from "../../start/sdks.ts";
import { thrownBy } from "./openai-errors.ts";

type Message = { readonly role: string; readonly content: unknown; readonly tool_calls?: readonly Call[] };
type Call = { readonly id: string; readonly function: { readonly name: string; readonly arguments: string } };
interface Completion {
  readonly choices: readonly { readonly message: Message; readonly finish_reason: string }[];
  readonly usage?: { readonly prompt_tokens: number; readonly completion_tokens: number };
}

export function openaiChat(name: string, sdk: Sdk): Kind {
  return {
    name,
    dialect: "openai",
    throws: thrownBy(sdk),
    connect(url, apiKey): Client {
      const { chat } = new sdk({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
      return {
        async ask(question, signal) {
          return saidIn((await chat.completions.create(bodyOf(question), { signal })) as unknown as Completion);
        },
        async stream(question, hear, signal) {
          const stream = chat.completions.stream({ ...bodyOf(question), stream_options: { include_usage: true } }, { signal });
          for await (const { choices } of stream) if (choices[0]?.delta.content) hear(choices[0].delta.content);
          return saidIn((await stream.finalChatCompletion()) as unknown as Completion);
        },
      };
    },
  };
}

const ends: Readonly<Record<string, End>> = { stop: "end", length: "length", tool_calls: "tools" };

function bodyOf({ model, turns, tools, schema, maxTokens }: Question) {
  const format = { type: "json_schema" as const, json_schema: { name: "answer", schema: { ...schema }, strict: true } };
  return {
    model,
    messages: turns.flatMap(messagesOf) as never[],
    ...(tools && {
      tools: tools.map((tool) => ({ type: "function" as const, function: { ...tool, parameters: { ...tool.parameters } } })),
    }),
    ...(schema && { response_format: format }),
    ...(maxTokens !== undefined && { max_completion_tokens: maxTokens }),
  };
}

function messagesOf(turn: Turn): readonly object[] {
  if ("said" in turn) return [turn.said.turn as Message];
  if ("results" in turn)
    return turn.results.map(({ call, output }) => ({ role: "tool", tool_call_id: call.id, content: output }));
  const { user, image } = turn;
  if (image === undefined) return [{ role: "user", content: user }];
  const picture = { type: "image_url", image_url: { url: `data:image/png;base64,${image}` } };
  return [{ role: "user", content: [{ type: "text", text: user }, picture] }];
}

function saidIn({ choices: [choice], usage }: Completion): Said {
  const { message, finish_reason } = choice!;
  return {
    text: (message.content as string | null) ?? "",
    calls: (message.tool_calls ?? []).map(({ id, function: { name, arguments: json } }) => ({
      id,
      name,
      arguments: JSON.parse(json) as unknown,
    })),
    end: ends[finish_reason]!,
    usage: { input: usage!.prompt_tokens, output: usage!.completion_tokens },
    turn: message,
  };
}
