/** Google's official client. It has no accumulator of its own: what comes is joined as its examples join it. */
import { ApiError, type GenerateContentResponse, GoogleGenAI, type Part } from "@google/genai";
import type { Client, End, Kind, Question, Said, Turn } from "../client.ts";

export const genai: Kind = {
  name: "@google/genai",
  dialect: "gemini",
  throws: (status) => ({ as: ApiError, like: { status } }),
  connect(url, apiKey): Client {
    const { models } = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: `${url}/genai` } });
    return {
      ask: async (question, signal) => saidIn([await models.generateContent(bodyOf(question, signal))]),
      async stream(question, hear, signal) {
        const chunks: GenerateContentResponse[] = [];
        for await (const chunk of await models.generateContentStream(bodyOf(question, signal))) {
          const text = textOf(partsOf(chunk));
          if (text) hear(text);
          chunks.push(chunk);
        }
        return saidIn(chunks);
      },
    };
  },
};

const ends: Readonly<Record<string, End>> = { STOP: "end", MAX_TOKENS: "length" };

function bodyOf({ model, turns, tools, schema, maxTokens }: Question, abortSignal: AbortSignal | undefined) {
  const declared = tools?.map(({ parameters, ...tool }) => ({ ...tool, parametersJsonSchema: parameters }));
  return {
    model,
    contents: turns.map(contentOf),
    config: {
      ...(abortSignal && { abortSignal }),
      ...(declared && { tools: [{ functionDeclarations: declared }] }),
      ...(schema && { responseMimeType: "application/json", responseJsonSchema: schema }),
      ...(maxTokens !== undefined && { maxOutputTokens: maxTokens }),
    },
  };
}

function contentOf(turn: Turn): { role: string; parts: Part[] } {
  if ("said" in turn) return { role: "model", parts: turn.said.turn as Part[] };
  if ("results" in turn) {
    const parts = turn.results.map(({ call: { id, name }, output }) => ({
      functionResponse: { ...(id !== "" && { id }), name, response: { output } },
    }));
    return { role: "user", parts };
  }
  const { user, image: data } = turn;
  const picture = data === undefined ? [] : [{ inlineData: { mimeType: "image/png", data } }];
  return { role: "user", parts: [{ text: user }, ...picture] };
}

function saidIn(chunks: readonly GenerateContentResponse[]): Said {
  const parts = chunks.flatMap(partsOf);
  const calls = parts.flatMap(({ functionCall }) => functionCall ?? []);
  const reason = chunks.at(-1)!.candidates![0]!.finishReason!;
  const { promptTokenCount = 0, candidatesTokenCount = 0 } = chunks.at(-1)!.usageMetadata!;
  return {
    text: textOf(parts),
    calls: calls.map(({ id = "", name, args }) => ({ id, name: name!, arguments: args })),
    end: calls.length > 0 ? "tools" : ends[reason]!,
    usage: { input: promptTokenCount, output: candidatesTokenCount },
    turn: parts,
  };
}

function partsOf({ candidates }: GenerateContentResponse): readonly Part[] {
  return candidates?.[0]?.content?.parts ?? [];
}

function textOf(parts: readonly Part[]): string {
  return parts.map(({ text = "", thought }) => (thought ? "" : text)).join("");
}
