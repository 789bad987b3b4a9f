/** generateContent, by `@google/genai` 2. */
import { ApiError, GoogleGenAI, type GenerateContentParameters } from "@google/genai";
import { type Client, type Json, list, type Seen } from "./dialogue.ts";

export const generate: Client = {
  name: "generate",
  home: "gemini",
  spoken: (text, image) => ({ role: "user", parts: image === undefined ? [{ text }] : [{ text }, mediaOf(image)] }),
  kept: (final) => {
    const content = contentOf(final);
    return list(content?.["parts"]).length === 0 ? [] : [content!];
  },
  results: (final, texts) => [
    {
      role: "user",
      parts: callsOf(final).map(({ id, name }, i) => ({
        functionResponse: { ...(id !== undefined && { id }), name, response: { output: texts[i] } },
      })),
    },
  ],
  async ask({ url, key, direct }, model, items, { system, tools, limit, thinks, schema, searches, more }, stream, seen) {
    const asked = {
      model,
      contents: items,
      config: {
        ...(system !== undefined && { systemInstruction: system }),
        ...(tools && {
          tools: [
            { functionDeclarations: tools.map(({ parameters, ...tool }) => ({ ...tool, parametersJsonSchema: parameters })) },
          ],
        }),
        ...(limit !== undefined && { maxOutputTokens: limit }),
        ...(thinks && { thinkingConfig: { includeThoughts: true, thinkingBudget: 1024 } }),
        ...(schema && { responseMimeType: "application/json", responseJsonSchema: schema }),
        ...(searches && { tools: [{ googleSearch: {} }] }),
        ...(more && { httpOptions: { extraBody: more } }),
      },
    } as unknown as GenerateContentParameters;
    const { models } = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: direct ? url : `${url}/genai` } });
    const chunks: Json[] = [];
    seen.partial = () => gathered(chunks);
    if (stream) for await (const chunk of await models.generateContentStream(asked)) chunks.push(plain(chunk, seen));
    else chunks.push(plain(await models.generateContent(asked), seen));
    return gathered(chunks);
  },
  failure(error) {
    if (!(error instanceof ApiError)) throw error;
    const { error: told } = JSON.parse(error.message.replace(/^got status: .*?(?=\{)/s, "")) as { readonly error: Json };
    return { class: error.constructor.name, status: error.status, told };
  },
};

function plain(answer: { readonly sdkHttpResponse?: { headers?: Record<string, string> } }, seen: Seen): Json {
  seen.headers = new Headers(answer.sdkHttpResponse?.headers);
  const { sdkHttpResponse: _, ...rest } = answer;
  return JSON.parse(JSON.stringify(rest)) as Json;
}

/** This client has no accumulator: the `text` and `functionCalls` of its chunks, joined; otherwise the last value counts. */
function gathered(chunks: readonly Json[]): Json {
  const whole = Object.assign({}, ...chunks) as Json;
  const candidates = chunks.flatMap((chunk) => list(chunk["candidates"]).slice(0, 1));
  if (candidates.length === 0) return whole;
  const parts: Json[] = [];
  for (const chunk of chunks) for (const part of list(contentOf(chunk)?.["parts"])) add(parts, part);
  const candidate = Object.assign({}, ...candidates) as Json;
  return { ...whole, candidates: [{ ...candidate, content: { role: "model", parts } }] };
}

/** Texts of the same kind are joined, and empty ones dropped; a signature goes to the part before it. */
function add(parts: Json[], part: Json): void {
  const {
    text = "",
    thought,
    functionCall,
  } = part as { readonly text?: string; readonly thought?: true; readonly functionCall?: Json };
  const last = parts.at(-1) as { readonly text?: string; readonly thought?: true } | undefined;
  if (functionCall === undefined && last?.text !== undefined && last.thought === thought) {
    parts[parts.length - 1] = { ...last, ...part, text: last.text + text };
  } else if (functionCall !== undefined || text !== "") parts.push({ ...part });
}

function contentOf(answer: Json): Json | undefined {
  return list(answer["candidates"])[0]?.["content"] as Json | undefined;
}

function callsOf(final: Json): readonly Json[] {
  return list(contentOf(final)?.["parts"]).flatMap(({ functionCall }) => (functionCall ? [functionCall as Json] : []));
}

function mediaOf(image: string): Json {
  const [, mimeType, data] = /^data:([^;]*);base64,(.*)$/s.exec(image) ?? [];
  return data === undefined ? { fileData: { fileUri: image, mimeType: "image/png" } } : { inlineData: { mimeType, data } };
}
