/** For each operation a request that any provider of its dialect answers. An operation without one fails the walk. */
import type { Entrance } from "@headgate/http";

export interface Asked {
  /** With what stands in the place of a `*` or of a name. */
  readonly path: string;
  readonly body: string | FormData;
}

type Fields = Readonly<Record<string, unknown>>;

interface Case {
  readonly body: Fields;
  /** Of an operation whose path says what is asked: the method, whole and streamed. */
  readonly methods?: readonly [whole: string, streamed?: string];
}

const text = { parts: [{ text: "hi" }] };
const png = new Blob([Buffer.from("iVBORw0KGgo=", "base64")], { type: "image/png" });
const wave = new Blob([Buffer.from("RIFF____WAVE")], { type: "audio/wav" });

const cases: Readonly<Record<string, Case>> = {
  "openai chat": { body: { messages: [{ role: "user", content: "hi" }] } },
  "openai completions": { body: { prompt: "hi" } },
  "openai embeddings": { body: { input: "hi" } },
  "openai responses": { body: { input: "hi" } },
  "openai input_tokens": { body: { input: "hi" } },
  "openai compact": { body: { input: "hi" } },
  "openai speech": { body: { input: "hi", voice: "alloy" } },
  "openai transcriptions": { body: { file: wave } },
  "openai translations": { body: { file: wave } },
  "openai image_generations": { body: { prompt: "hi" } },
  "openai image_edits": { body: { image: png, prompt: "hi" } },
  "openai image_variations": { body: { image: png } },
  "openai moderations": { body: { input: "hi" } },
  "openai rerank": { body: { query: "hi", documents: ["a", "b"] } },
  "openai ocr": { body: { document: { type: "document_url", document_url: "https://a.test/a.pdf" } } },
  "anthropic messages": { body: { max_tokens: 50, messages: [{ role: "user", content: "hi" }] } },
  "anthropic count_tokens": { body: { messages: [{ role: "user", content: "hi" }] } },
  "gemini generate": { body: { contents: [text] }, methods: ["generateContent", "streamGenerateContent"] },
  "gemini count_tokens": { body: { contents: [text] }, methods: ["countTokens"] },
  "gemini embed_content": { body: { content: text }, methods: ["embedContent"] },
  "gemini batch_embed_contents": { body: { requests: [{ content: text }] }, methods: ["batchEmbedContents"] },
};

/** Throws for an operation that has no case. */
export function asked({ path, dialect, inference, stored }: Entrance, model: string, stream = false): Asked {
  // Nobody has made it: what is asked for is not there, and that is an answer.
  if (stored) return { path: path.replace(/\*$/, "x").replaceAll(/:\w+/g, "x"), body: "{}" };
  // What every provider shows to whoever asks; its own config lets it through.
  if (isPassthrough({ inference }))
    return { path: path.replace(/\*$/, dialect.name === "gemini" ? "v1beta/models" : "v1/models"), body: "{}" };
  if (!inference) return { path: path.replace(/\*$/, "openai/m").replaceAll(/:\w+/g, "x"), body: "{}" };
  const found = cases[`${dialect.name} ${inference.name}`];
  if (!found) throw new Error(`${dialect.name} ${inference.name} has no case in e2e/routes/cases.ts`);
  const { body, methods } = found;
  if (methods) return { path: path.replace(/\*$/, `${model}:${methods[stream ? 1 : 0]!}`), body: JSON.stringify(body) };
  const [field, value] = inference.stream?.askedBy ?? ["stream", true];
  const fields: Fields = { ...body, model, ...(stream && { [field]: value }) };
  return { path, body: inference.form ? formOf(fields) : JSON.stringify(fields) };
}

export function isPassthrough({ inference }: Pick<Entrance, "inference">): boolean {
  return inference?.name === "passthrough";
}

function formOf(fields: Fields): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof Blob) form.append(name, value, "a file");
    else form.append(name, String(value));
  }
  return form;
}
