/** Gemini's generateContent, whole and streamed. */
import { gemini, googleSdk } from "../clients.ts";
import { framesOf, isRecord, malformed } from "../seen.ts";
import * as vendors from "../vendors.ts";
import { count, type Path, said } from "./path.ts";

const common = { client: gemini, vendor: vendors.gemini, otherVendor: vendors.anthropic, resumes: false } as const;

/** This API has no field for the user that reaches every provider. */
const body = (_model: string, user: string): object => ({
  contents: [{ role: "user", parts: [{ text: said }] }],
  systemInstruction: { parts: [{ text: user }] },
});
const asked = (model: string, user: string) => ({ model, contents: said, config: { systemInstruction: user } });

export const generate: Path = {
  ...common,
  name: "generate",
  stream: false,
  url: (model) => `/genai/v1beta/models/${model}:generateContent`,
  body,
  read(raw) {
    const { candidates } = JSON.parse(raw) as Chunk;
    if (candidates?.length !== 1 || candidates[0]!.finishReason !== "STOP") return malformed("not a whole candidate", raw);
    return { kind: "whole", text: textOf(candidates) };
  },
  ask: async (gateway, model, user) => (await googleSdk(gateway).models.generateContent(asked(model, user))).text ?? "",
};

export const generateStream: Path = {
  ...common,
  name: "generate, streamed",
  stream: true,
  url: (model) => `/genai/v1beta/models/${model}:streamGenerateContent?alt=sse`,
  body,
  read(raw) {
    const chunks = framesOf(raw).map(({ data }) => (isRecord(data) ? (data as Chunk) : malformed("a frame of text", raw)));
    const text = chunks.map(({ candidates }) => textOf(candidates)).join("");
    const [last] = chunks.slice(-1) as [Chunk];
    const stops = chunks.filter(({ candidates }) => candidates?.some(({ finishReason }) => finishReason !== undefined));
    const errors = count(chunks, ({ error }) => error !== undefined);
    if (errors === 1 && stops.length === 0 && last.error) return { kind: "error frame", text, error: gemini.errorIn(last) };
    if (errors > 0 || stops.length !== 1 || stops[0] !== last) return malformed("a false end", raw);
    if (last.candidates![0]!.finishReason !== "STOP" || !last.usageMetadata) return malformed("not a whole candidate", raw);
    if (new Set(chunks.map(({ responseId }) => responseId)).size !== 1) return malformed("not one id", raw);
    return { kind: "whole", text };
  },
  async ask(gateway, model, user) {
    let [text, reason] = ["", ""];
    for await (const chunk of await googleSdk(gateway).models.generateContentStream(asked(model, user))) {
      text += chunk.text ?? "";
      reason = chunk.candidates?.[0]?.finishReason ?? reason;
    }
    // Only this tells its users that a stream was cut.
    if (reason === "") throw new Error(`the stream ended without a reason, after ${JSON.stringify(text)}`);
    return text;
  },
};

interface Chunk {
  readonly candidates?: readonly Candidate[];
  readonly usageMetadata?: object;
  readonly responseId?: string;
  readonly error?: object;
}
interface Candidate {
  readonly content?: { readonly parts: readonly { readonly text?: string }[] };
  readonly finishReason?: string;
}

function textOf(candidates: readonly Candidate[] = []): string {
  return candidates.flatMap(({ content }) => content?.parts.map(({ text }) => text ?? "") ?? []).join("");
}
