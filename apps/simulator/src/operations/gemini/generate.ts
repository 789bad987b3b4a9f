/** Gemini's generateContent: builds the candidates and counts tokens; the streamed half is in generate-stream.ts. */
import type { Answer, Ask } from "../../answer.ts";
import { isRecord, type Json } from "../../body.ts";
import { responseId } from "../../ids.ts";
import { react, tokensOf, type Reaction } from "../../reaction.ts";
import { sign } from "../../signature.ts";
import { geminiUsage, usageOr } from "../../usage.ts";
import { refuse } from "./generate-check.ts";
import { streamGenerate, type Part } from "./generate-stream.ts";
import { inputTokens, thinkingOf, turnOf, wishesOf } from "./generate-turn.ts";
import { choices } from "../shared/limits.ts";
import { pick, pickRecord } from "./proto.ts";

export function generate(ask: Ask): Answer {
  const refused = refuse(ask);
  if (refused) return refused;
  const { body, fault, model } = ask;
  const config = pickRecord(body, "generationConfig");
  const what = react(turnOf(body), wishesOf(ask));
  const { shown } = thinkingOf(config);
  const parts = partsFor(what, shown, what.thought !== undefined || model.startsWith("gemini-3"));
  const n = choices(pick(config, "candidateCount"));
  const input = inputTokens(body);
  const usage = (all: number, thought: number): object | undefined =>
    usageOr(fault.usage, geminiUsage(input, { thought: n * thought, all: n * all }));
  const { thought, all } = what.end === "refusal" ? { thought: 0, all: 0 } : tokensOf(what);
  const final = { finishReason: finishReasons[what.end], ...(what.end === "refusal" && { safetyRatings }) };
  const open = { modelVersion: model, responseId: responseId() };
  if (ask.stream) {
    const array = !/[?&]alt=sse(?:&|$)/.test(ask.call.path);
    return streamGenerate({ open, parts, n, final, hidden: shown ? 0 : thought, usage, comments: fault.comments ?? 0, array });
  }
  const content = { parts: parts.map(({ part }) => part), role: "model" };
  const candidates = Array.from({ length: n }, (_, index) => ({ ...(parts.length > 0 && { content }), ...final, index }));
  const usageMetadata = usage(all, thought);
  return { status: 200, json: JSON.stringify({ candidates, ...(usageMetadata && { usageMetadata }), ...open }) };
}

export function countGeminiTokens(ask: Ask): Answer {
  const inner = pick(ask.body, "generateContentRequest");
  const body = isRecord(inner) ? inner : ask.body;
  const refused = refuse({ ...ask, body });
  if (refused) return refused;
  const totalTokens = inputTokens(body);
  const promptTokensDetails = [{ modality: "TEXT", tokenCount: totalTokens }];
  return { status: 200, json: JSON.stringify({ totalTokens, promptTokensDetails }) };
}

const finishReasons: Readonly<Record<Reaction["end"], string>> = {
  end: "STOP",
  sequence: "STOP",
  tools: "STOP",
  length: "MAX_TOKENS",
  refusal: "SAFETY",
};

const safetyRatings = [{ category: "HARM_CATEGORY_DANGEROUS_CONTENT", probability: "HIGH", blocked: true }];

/** A refused candidate has no content at all; the signature is on the first call, or at the end of the text. */
function partsFor({ thought, text, calls, end }: Reaction, shown: boolean, sealed: boolean): readonly Part[] {
  if (end === "refusal") return [];
  const seal = (text: string): Json => (sealed ? { thoughtSignature: sign("gemini", text) } : {});
  const parts: Part[] = [];
  if (thought && shown) parts.push({ part: { text: thought.whole, thought: true }, pieces: thought.pieces });
  if (text.pieces.length > 0) parts.push({ part: { text: text.whole, ...seal(text.whole) }, pieces: text.pieces });
  for (const [i, { name, arguments: args, json }] of calls.entries()) {
    const part = { functionCall: { name, args }, ...(i === 0 && seal(json)) };
    // A call is sent in one piece, but counts as many tokens as its fragments elsewhere.
    parts.push({ part, pieces: [], tokens: calls[i]?.fragments.length ?? 0 });
  }
  return parts;
}
