/** The AI SDK with each of its providers. */
import { APICallError, generateText, jsonSchema, type LanguageModel, type ModelMessage, Output, streamText, tool } from "ai";
import type { Client, End, Kind, Question, Said, Turn } from "../client.ts";

/** One of its providers, asked for a model of the gateway. */
export type ModelOf = (model: string) => LanguageModel;

export function ai(name: string, dialect: Kind["dialect"], connect: (url: string, apiKey: string) => ModelOf): Kind {
  return {
    name: `ai with ${name}`,
    dialect,
    throws: (statusCode) => ({ as: APICallError, like: { statusCode } }),
    connect(url, apiKey): Client {
      const modelOf = connect(url, apiKey);
      return {
        async ask(question, signal) {
          return saidIn(await generateText(settingsOf(modelOf, question, signal) as never));
        },
        async stream(question, hear, signal) {
          // Without an onError it prints what it was told.
          const result = streamText({ ...settingsOf(modelOf, question, signal), onError: () => {} } as never);
          for await (const part of result.fullStream) {
            if (part.type === "text-delta") hear(part.text);
            if (part.type === "error") throw part.error instanceof Error ? part.error : new Error(JSON.stringify(part.error));
            if (part.type === "abort") throw new Error("aborted");
          }
          const [text, toolCalls, finishReason, usage, response] = await Promise.all([
            result.text,
            result.toolCalls,
            result.finishReason,
            result.usage,
            result.response,
          ]);
          return saidIn({ text, toolCalls, finishReason, usage, response });
        },
      };
    },
  };
}

const ends: Readonly<Record<string, End>> = { stop: "end", length: "length", "tool-calls": "tools" };

function settingsOf(modelOf: ModelOf, { model, turns, tools = [], schema, maxTokens }: Question, signal?: AbortSignal) {
  const declared = tools.map(({ name, description, parameters }) => {
    return [name, tool({ description, inputSchema: jsonSchema(parameters) })] as const;
  });
  return {
    model: modelOf(model),
    maxRetries: 0,
    messages: turns.flatMap(messagesOf),
    ...(tools.length > 0 && { tools: Object.fromEntries(declared) }),
    ...(schema && { output: Output.object({ schema: jsonSchema(schema) }) as never }),
    ...(maxTokens !== undefined && { maxOutputTokens: maxTokens }),
    ...(signal && { abortSignal: signal }),
  };
}

function messagesOf(turn: Turn): readonly ModelMessage[] {
  if ("said" in turn) return turn.said.turn as readonly ModelMessage[];
  if ("results" in turn) {
    const content = turn.results.map(({ call: { id: toolCallId, name: toolName }, output: value }) => ({
      type: "tool-result" as const,
      toolCallId,
      toolName,
      output: { type: "text" as const, value },
    }));
    return [{ role: "tool", content }];
  }
  const { user, image } = turn;
  if (image === undefined) return [{ role: "user", content: user }];
  return [
    {
      role: "user",
      content: [
        { type: "text", text: user },
        { type: "image", image, mediaType: "image/png" },
      ],
    },
  ];
}

interface Generated {
  readonly text: string;
  readonly toolCalls: readonly { readonly toolCallId: string; readonly toolName: string; readonly input: unknown }[];
  readonly finishReason: string;
  readonly usage: { readonly inputTokens: number | undefined; readonly outputTokens: number | undefined };
  readonly response: { readonly messages: readonly unknown[] };
}

function saidIn({ text, toolCalls, finishReason, usage, response }: Generated): Said {
  return {
    text,
    calls: toolCalls.map(({ toolCallId: id, toolName: name, input }) => ({ id, name, arguments: input })),
    end: ends[finishReason]!,
    usage: { input: usage.inputTokens ?? 0, output: usage.outputTokens ?? 0 },
    turn: response.messages,
  };
}
