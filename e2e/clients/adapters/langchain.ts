/** LangChain with each of its chat models. */
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import {
  type AIMessage,
  type AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  ToolMessage,
  type UsageMetadata,
} from "@langchain/core/messages";
import { concat } from "@langchain/core/utils/stream";
import type { Client, End, Kind, Question, Said, Turn } from "../client.ts";

export interface Model {
  readonly model: string;
  readonly maxTokens: number;
}

export interface Flavour extends Omit<Kind, "connect"> {
  model(url: string, apiKey: string, asked: Model): BaseChatModel;
}

/** `prefix`: an address below which the gateway takes all dialects. */
export function langchain({ model, ...flavour }: Flavour, prefix = ""): Kind {
  return {
    ...flavour,
    name: `${flavour.name}${prefix && ` below ${prefix}`}`,
    connect(url, apiKey): Client {
      const make = ({ model: asked, maxTokens = 1000 }: Question): BaseChatModel => {
        return model(url + prefix, apiKey, { model: asked, maxTokens });
      };
      return {
        async ask(question, signal) {
          const { schema } = question;
          const messages = question.turns.flatMap(messagesOf);
          const options = { ...(signal && { signal }), ...toolsOf(question) };
          if (!schema) return saidIn(await make(question).invoke(messages, options));
          return structured(await make(question).withStructuredOutput(schema, ways).invoke(messages, options));
        },
        async stream(question, hear, signal) {
          const { schema } = question;
          const messages = question.turns.flatMap(messagesOf);
          const options = { ...(signal && { signal }), ...toolsOf(question) };
          if (schema) {
            let last: unknown;
            for await (last of await make(question).withStructuredOutput(schema, ways).stream(messages, options));
            const said = structured(last);
            hear(said.text);
            return said;
          }
          let whole: AIMessageChunk | undefined;
          for await (const chunk of await make(question).stream(messages, options)) {
            if (chunk.text) hear(chunk.text);
            whole = whole ? concat(whole, chunk) : chunk;
          }
          return saidIn(whole!);
        },
      };
    },
  };
}

const ways = { name: "answer", method: "jsonSchema" } as const;

/** Of OpenAI's two formats, of Anthropic's, and of Gemini's. */
const ends: Readonly<Record<string, End>> = {
  stop: "end",
  length: "length",
  completed: "end",
  incomplete: "length",
  end_turn: "end",
  max_tokens: "length",
  STOP: "end",
  MAX_TOKENS: "length",
};

function toolsOf({ tools }: Question): object {
  return tools ? { tools: tools.map((tool) => ({ type: "function", function: tool })) } : {};
}

function messagesOf(turn: Turn): readonly BaseMessage[] {
  if ("said" in turn) return [turn.said.turn as BaseMessage];
  if ("results" in turn)
    return turn.results.map(({ call: { id, name }, output }) => new ToolMessage({ tool_call_id: id, name, content: output }));
  const { user, image } = turn;
  if (image === undefined) return [new HumanMessage(user)];
  const picture = { type: "image_url", image_url: { url: `data:image/png;base64,${image}` } };
  return [new HumanMessage({ content: [{ type: "text", text: user }, picture] })];
}

function saidIn(message: AIMessage | AIMessageChunk): Said {
  const { finish_reason, stop_reason, finishReason, status } = message.response_metadata as Record<string, string | undefined>;
  const calls = message.tool_calls ?? [];
  const usage = message.usage_metadata as unknown as UsageMetadata;
  const extra = message.additional_kwargs["stop_reason"] as string | undefined;
  return {
    text: message.text,
    calls: calls.map(({ id = "", name, args }) => ({ id, name, arguments: args })),
    end: calls.length > 0 ? "tools" : ends[finish_reason ?? stop_reason ?? finishReason ?? status ?? extra ?? ""]!,
    usage: { input: usage.input_tokens, output: usage.output_tokens },
    turn: message,
  };
}

/** Of a structured answer it gives the value alone. */
function structured(value: unknown): Said {
  return { text: JSON.stringify(value), calls: [], end: "end", usage: { input: 1, output: 1 }, turn: undefined };
}
