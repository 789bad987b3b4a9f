/** Moderations: a text that mentions violence or hate is flagged for it. */
import type { Answer, Ask } from "../../answer.ts";
import { missing } from "../../dialects/openai.ts";
import { completionId } from "../../ids.ts";
import { textOf } from "../../text.ts";

const categories: Readonly<Record<string, RegExp>> = {
  hate: /\bhate/i,
  violence: /\b(?:kill|violen|murder)/i,
};

export function moderations({ body: { input }, model }: Ask): Answer {
  if (input === undefined || input === "") return missing("input");
  // Parts with a type are one multimodal input; strings are separate inputs.
  const texts = Array.isArray(input) && typeof input[0] === "string" ? input.map(String) : [textOf(input)];
  const results = texts.map((text) => {
    const found = Object.entries(categories).map(([name, words]) => [name, words.test(text)] as const);
    return {
      flagged: found.some(([, is]) => is),
      categories: Object.fromEntries(found),
      category_scores: Object.fromEntries(found.map(([name, is]) => [name, is ? 0.98 : 0.0001])),
      category_applied_input_types: Object.fromEntries(found.map(([name]) => [name, ["text"]])),
    };
  });
  return { status: 200, json: JSON.stringify({ id: completionId("modr-"), model, results }) };
}
