/** A refusal, however a final object reports it. */
import { type Client, type Json, list } from "./dialogue.ts";

/** `{refused, words, input, output}`: whether it is one, all that is said, and the tokens. */
export function refusalIn(client: Client["name"], final: Json): Json {
  const usage = (final["usage"] ?? final["usageMetadata"] ?? {}) as Json;
  const input = usage["prompt_tokens"] ?? usage["input_tokens"] ?? usage["promptTokenCount"];
  const output = usage["completion_tokens"] ?? usage["output_tokens"] ?? usage["candidatesTokenCount"];
  return { ...readers[client](final), input, output };
}

const readers: Readonly<Record<Client["name"], (final: Json) => { readonly refused: boolean; readonly words: string }>> = {
  chat(final) {
    const [choice] = list(final["choices"]) as [Json];
    const { content, refusal } = choice["message"] as Json;
    return { refused: refusal != null || choice["finish_reason"] === "content_filter", words: joined([content, refusal]) };
  },
  responses(final) {
    const parts = list(final["output"]).flatMap(({ content }) => list(content));
    const { reason } = (final["incomplete_details"] ?? {}) as Json;
    const refused = reason === "content_filter" || parts.some(({ type }) => type === "refusal");
    return { refused, words: joined(parts.map(({ text, refusal }) => text ?? refusal)) };
  },
  messages(final) {
    const { explanation } = (final["stop_details"] ?? {}) as Json;
    const words = joined([...list(final["content"]).map(({ text }) => text), explanation]);
    return { refused: final["stop_reason"] === "refusal", words };
  },
  generate(final) {
    const [candidate] = list(final["candidates"]) as [Json];
    const parts = list((candidate["content"] as Json | undefined)?.["parts"]);
    return { refused: candidate["finishReason"] === "SAFETY", words: joined(parts.map(({ text }) => text)) };
  },
};

function joined(texts: readonly unknown[]): string {
  return texts.filter((text) => typeof text === "string").join("");
}
