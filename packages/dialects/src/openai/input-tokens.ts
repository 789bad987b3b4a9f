/** How many tokens a Responses request would take: an answer that uses none. */
import type { Operation } from "../operation.ts";
import { operation } from "./operation.ts";
import { nativeInput } from "./responses/history.ts";

export const inputTokens: Operation = operation("input_tokens", "count_tokens", "/responses/input_tokens", {
  required: [
    { name: "input", message: "input is required for responses", unless: ["prompt", "previous_response_id", "conversation"] },
  ],
  native: nativeInput,
  usage: () => ({}),
  measure: () => ({ estimated: false, units: {} }),
});
