/** Counts the tokens of a Responses request, by the same rule as its usage. */
import type { Answer, Ask } from "../../answer.ts";
import { missing } from "../../dialects/openai.ts";
import { inputTokensOf } from "./responses.ts";

export function inputTokens({ body }: Ask): Answer {
  if (typeof body.input !== "string" && !Array.isArray(body.input)) return missing("input");
  return { status: 200, json: JSON.stringify({ object: "response.input_tokens", input_tokens: inputTokensOf(body) }) };
}
