/** What can be lost between vendors, and how each loss is handled; the table in the docs is generated from this. */

/** "warned": left out or changed, and named in `x-bf-warnings`. "refused": without it, the answer would be to a different question. */
export interface Fate {
  readonly lost: "warned" | "refused";
  /** A description for the table. */
  readonly what: string;
}

export type Feature =
  | "several-answers"
  | "logprobs"
  | "logit-bias"
  | "seed"
  | "penalties"
  | "sampling"
  | "stop-sequences"
  | "audio-input"
  | "audio-output"
  | "image-address"
  | "stored-file"
  | "stored-state"
  | "vendor-tools"
  | "vendor-content"
  | "result-image"
  | "reasoning"
  | "reasoning-settings"
  | "output-schema"
  | "tool-settings"
  | "cache-control"
  | "citations"
  | "safety"
  | "storage"
  | "service"
  | "other";

export const features: Readonly<Record<Feature, Fate>> = {
  "several-answers": { lost: "refused", what: "more than one answer (`n`, `candidateCount`)" },
  logprobs: { lost: "warned", what: "log probabilities" },
  "logit-bias": { lost: "warned", what: "logit bias" },
  seed: { lost: "warned", what: "a seed" },
  penalties: { lost: "warned", what: "frequency and presence penalties" },
  sampling: { lost: "warned", what: "temperature, top_p or top_k beyond what the other side accepts" },
  "stop-sequences": { lost: "warned", what: "stop sequences, or more of them than the other side accepts" },
  "audio-input": { lost: "refused", what: "audio in the prompt" },
  "audio-output": { lost: "refused", what: "audio in the answer" },
  "image-address": { lost: "refused", what: "an image or document by URL, where only bytes are accepted" },
  "stored-file": { lost: "refused", what: "a file by its id in one vendor's storage" },
  "stored-state": { lost: "refused", what: "an earlier answer, conversation or prompt by its id; background work" },
  "vendor-tools": { lost: "refused", what: "tools that the vendor itself runs (web search, code execution, computer use)" },
  "vendor-content": {
    lost: "refused",
    what: "content that only one vendor supports (server tool results, search results, containers)",
  },
  "result-image": { lost: "warned", what: "an image in a tool's result: it goes into the user's turn" },
  reasoning: { lost: "warned", what: "earlier reasoning, and signed state of any kind" },
  "reasoning-settings": { lost: "warned", what: "reasoning settings that the other side does not have" },
  "output-schema": { lost: "warned", what: "a schema for the answer, or its strictness" },
  "tool-settings": { lost: "warned", what: "strictness of tools, allowed subsets, parallel calls" },
  "cache-control": { lost: "warned", what: "marks for the prompt cache" },
  citations: { lost: "warned", what: "citations and annotations" },
  safety: { lost: "warned", what: "safety settings, moderation" },
  storage: { lost: "warned", what: "whether the vendor stores the request, and metadata with it" },
  service: { lost: "warned", what: "service tiers, speed, verbosity, predictions" },
  other: { lost: "warned", what: "any other field" },
};
