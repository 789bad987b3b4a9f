/** Compaction: a conversation becomes its user messages and one encrypted item for the rest. */
import type { Answer, Ask } from "../../answer.ts";
import { missing } from "../../dialects/openai.ts";
import { itemId, seconds } from "../../ids.ts";
import { records } from "../../reaction.ts";
import { sign } from "../../signature.ts";
import { responseUsage, usageOr } from "../../usage.ts";
import { inputTokensOf } from "./responses.ts";
import { wrongPrevious } from "./stored-responses.ts";

/** The token count of the encrypted item. */
const sealed = 16;

export function compact(ask: Ask): Answer {
  const { body, fault, settings } = ask;
  const known = typeof body.input === "string" || Array.isArray(body.input);
  if (!known && typeof body.previous_response_id !== "string") return missing("input");
  const wrong = wrongPrevious(ask);
  if (wrong) return wrong;
  const users = records(body.input).filter(({ role }) => role === "user");
  const kept = users.map((item) => ({ id: itemId("msg_"), type: "message", status: "completed", ...item }));
  const item = { id: itemId("cmp_"), type: "compaction", encrypted_content: sign("openai", JSON.stringify(body.input ?? null)) };
  const usage = usageOr(fault.usage, responseUsage(inputTokensOf(body), { thought: 0, all: sealed }));
  const json = JSON.stringify({
    id: itemId("resp_"),
    object: "response.compaction",
    created_at: seconds(settings.now()),
    output: [...kept, item],
    ...(usage && { usage }),
  });
  return { status: 200, json };
}
