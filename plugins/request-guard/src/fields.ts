/** Which rule applies to which field of which operation, in the order in which faults are reported. */
import type { Kind } from "./numbers.ts";
import type { Rules } from "./options.ts";

export interface NumberField {
  /** As the client writes it. */
  readonly name: string;
  readonly rule: Exclude<keyof Rules, "input" | "unsupported">;
  readonly kind: Kind;
}

const temperature: NumberField = { name: "temperature", rule: "temperature", kind: "decimal" };
const topP: NumberField = { name: "top_p", rule: "topP", kind: "decimal" };
const maxTokens: NumberField = { name: "max_tokens", rule: "maxTokens", kind: "integer" };
const penalties: readonly NumberField[] = [
  { name: "presence_penalty", rule: "penalty", kind: "decimal" },
  { name: "frequency_penalty", rule: "penalty", kind: "decimal" },
];
const topK: NumberField = { name: "top_k", rule: "topK", kind: "integer" };
const n: NumberField = { name: "n", rule: "n", kind: "integer" };
const topLogprobs: NumberField = { name: "top_logprobs", rule: "topLogprobs", kind: "integer" };

/** By `exchange.operation`; other operations are not checked. */
export const numberFields: ReadonlyMap<string, readonly NumberField[]> = new Map([
  [
    "chat",
    [
      temperature,
      topP,
      maxTokens,
      { name: "max_completion_tokens", rule: "maxTokens", kind: "integer" },
      ...penalties,
      topK,
      n,
      topLogprobs,
    ],
  ],
  [
    "completions",
    [
      temperature,
      topP,
      maxTokens,
      ...penalties,
      topK,
      n,
      { name: "best_of", rule: "bestOf", kind: "integer" },
      { name: "logprobs", rule: "logprobs", kind: "integer" },
    ],
  ],
  [
    "responses",
    [temperature, topP, { name: "max_output_tokens", rule: "maxOutputTokens", kind: "integer" }, ...penalties, topK, topLogprobs],
  ],
  ["messages", [temperature, topP, maxTokens, topK]],
  ["embeddings", []],
  ["generate", []],
]);

/** The same for Gemini's `generationConfig`. */
export const generationFields: readonly NumberField[] = [
  temperature,
  { name: "topP", rule: "topP", kind: "decimal" },
  { name: "maxOutputTokens", rule: "maxTokens", kind: "integer" },
  { name: "presencePenalty", rule: "penalty", kind: "decimal" },
  { name: "frequencyPenalty", rule: "penalty", kind: "decimal" },
  // Google writes it as a decimal number.
  { name: "topK", rule: "topK", kind: "decimal" },
  { name: "candidateCount", rule: "n", kind: "integer" },
  { name: "logprobs", rule: "topLogprobs", kind: "integer" },
];
