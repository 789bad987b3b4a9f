/** The facts that conditions of routing rules are evaluated on. */
import type { Call, Exchange } from "@headgate/core";
import type { Caller } from "../judge/caller.ts";
import type { Facts } from "./expressions.ts";
import type { Use } from "./use.ts";

export function factsOf(x: Exchange, { provider, model }: Call, { key, team, customer }: Caller, use: Use): Facts {
  return {
    model,
    provider,
    request_type: requestTypes.get(x.operation) ?? x.operation,
    headers: x.headers,
    params: x.query === "" ? {} : Object.fromEntries(new URLSearchParams(x.query)),
    virtual_key_id: key?.id ?? "",
    virtual_key_name: key?.name ?? "",
    team_id: team?.id ?? "",
    team_name: team?.name ?? "",
    customer_id: customer?.id ?? "",
    customer_name: customer?.name ?? "",
    budget_used: use.budget,
    tokens_used: use.tokens,
    request: use.requests,
  };
}

/** Bifrost's words, if they differ from ours. */
const requestTypes: ReadonlyMap<string, string> = new Map([
  ["chat", "chat_completion"],
  ["completions", "text_completion"],
  ["embeddings", "embedding"],
  ["image_generations", "image_generation"],
  ["image_edits", "image_edit"],
  ["image_variations", "image_variation"],
  ["transcriptions", "transcription"],
  ["translations", "translation"],
  ["moderations", "moderation"],
  ["input_tokens", "count_tokens"],
]);
