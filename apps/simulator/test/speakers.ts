// The same wish in each dialect's words, and what each answer says when its dialect is taken away.
import { city, contents, generate, message, model, nothing } from "./vendors.ts";

/** An answer without its dialect. */
export interface Bare {
  readonly text: string;
  readonly thought: string;
  readonly calls: readonly unknown[];
  /** Input, output and the thoughts in it. */
  readonly tokens: readonly number[];
}

export interface Wish {
  readonly tools?: true;
  readonly thinks?: true;
  readonly limit?: number;
  readonly stop?: string;
}

interface Speaker {
  readonly path: string;
  body(said: string, wish: Wish): object;
  read(json: never): Bare;
}

const declared = [
  ["weather", city],
  ["now", nothing],
] as const;

const chat: Speaker = {
  path: "/v1/chat/completions",
  body: (said, { tools, thinks, limit, stop }) => ({
    model,
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: said },
    ],
    max_tokens: limit,
    stop,
    ...(thinks && { reasoning_effort: "low" }),
    ...(tools && { tools: declared.map(([name, parameters]) => ({ type: "function", function: { name, parameters } })) }),
  }),
  read({ choices: [{ message: said }], usage }: ChatAnswer) {
    return {
      text: said.content ?? said.refusal ?? "",
      thought: said.reasoning_content ?? "",
      calls: (said.tool_calls ?? []).map((call) => [call.function.name, JSON.parse(call.function.arguments)]),
      tokens: [usage.prompt_tokens, usage.completion_tokens, usage.completion_tokens_details.reasoning_tokens],
    };
  },
};

const responses: Speaker = {
  path: "/v1/responses",
  body: (said, { tools, thinks, limit }) => ({
    model,
    instructions: "Be brief.",
    input: said,
    max_output_tokens: limit,
    ...(thinks && { reasoning: { effort: "low", summary: "auto" } }),
    ...(tools && { tools: declared.map(([name, parameters]) => ({ type: "function", name, parameters })) }),
  }),
  read: ({ output, usage }: ResponsesAnswer) => ({
    text: output.flatMap(({ content = [] }) => content.map((part) => part.text ?? part.refusal)).join(""),
    thought: output.flatMap(({ summary = [] }) => summary.map((part) => part.text)).join(""),
    calls: output.flatMap((item) => (item.arguments === undefined ? [] : [[item.name, JSON.parse(item.arguments)]])),
    tokens: [usage.input_tokens, usage.output_tokens, usage.output_tokens_details.reasoning_tokens],
  }),
};

const messages: Speaker = {
  path: "/v1/messages",
  body: (said, { tools, thinks, limit, stop }) =>
    message(said, {
      system: "Be brief.",
      max_tokens: limit ?? 100,
      ...(stop && { stop_sequences: [stop] }),
      ...(thinks && { thinking: { type: "adaptive" } }),
      ...(tools && { tools: declared.map(([name, input_schema]) => ({ name, input_schema })) }),
    }).body,
  read: ({ content, usage }: MessagesAnswer) => ({
    text: content.map((block) => block.text ?? "").join(""),
    thought: content.map((block) => block.thinking ?? "").join(""),
    calls: content.flatMap((block) => (block.input === undefined ? [] : [[block.name, block.input]])),
    tokens: [usage.input_tokens, usage.output_tokens, usage.output_tokens_details?.thinking_tokens ?? 0],
  }),
};

const gemini: Speaker = {
  path: generate,
  body: (said, { tools, thinks, limit, stop }) =>
    contents(said, {
      systemInstruction: { parts: [{ text: "Be brief." }] },
      generationConfig: {
        maxOutputTokens: limit,
        ...(stop && { stopSequences: [stop] }),
        ...(thinks && { thinkingConfig: { includeThoughts: true } }),
      },
      ...(tools && {
        tools: [{ functionDeclarations: declared.map(([name, schema]) => ({ name, parametersJsonSchema: schema })) }],
      }),
    }).body,
  read({ candidates: [{ content }], usageMetadata: counts }: GeminiAnswer) {
    const { parts } = content;
    const thought = counts.thoughtsTokenCount ?? 0;
    return {
      text: parts.map((part) => (part.thought ? "" : (part.text ?? ""))).join(""),
      thought: parts.map((part) => (part.thought ? part.text : "")).join(""),
      calls: parts.flatMap(({ functionCall: call }) => (call ? [[call.name, call.args]] : [])),
      tokens: [counts.promptTokenCount, counts.candidatesTokenCount + thought, thought],
    };
  },
};

export const speakers: Readonly<Record<string, Speaker>> = { chat, responses, messages, gemini };

interface Message {
  readonly content: string | null;
  readonly refusal: string | null;
  readonly reasoning_content?: string;
  readonly tool_calls?: readonly { readonly function: { readonly name: string; readonly arguments: string } }[];
}

interface ChatAnswer {
  readonly choices: readonly [{ readonly message: Message }];
  readonly usage: {
    readonly prompt_tokens: number;
    readonly completion_tokens: number;
    readonly completion_tokens_details: { readonly reasoning_tokens: number };
  };
}

interface ResponsesAnswer {
  readonly output: readonly {
    readonly name?: string;
    readonly arguments?: string;
    readonly content?: readonly { readonly text?: string; readonly refusal?: string }[];
    readonly summary?: readonly { readonly text: string }[];
  }[];
  readonly usage: {
    readonly input_tokens: number;
    readonly output_tokens: number;
    readonly output_tokens_details: { readonly reasoning_tokens: number };
  };
}

interface MessagesAnswer {
  readonly content: readonly {
    readonly text?: string;
    readonly thinking?: string;
    readonly name?: string;
    readonly input?: object;
  }[];
  readonly usage: {
    readonly input_tokens: number;
    readonly output_tokens: number;
    readonly output_tokens_details?: { readonly thinking_tokens: number };
  };
}

interface Part {
  readonly text?: string;
  readonly thought?: boolean;
  readonly functionCall?: { readonly name: string; readonly args: object };
}

interface GeminiAnswer {
  readonly candidates: readonly [{ readonly content: { readonly parts: readonly Part[] } }];
  readonly usageMetadata: {
    readonly promptTokenCount: number;
    readonly candidatesTokenCount: number;
    readonly thoughtsTokenCount?: number;
  };
}
