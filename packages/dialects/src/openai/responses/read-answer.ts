/** Reads whole answers, and the items that streams end with. */
import { type Answer, Unreadable } from "../../canonical/index.ts";
import { responsesUsage } from "../usage.ts";
import { type Found, list, optional, record, text } from "./expect.ts";
import { reasoningText } from "./input.ts";

type AnswerPart = Answer["parts"][number];

export function readAnswer(body: unknown): Answer {
  const found = record(body, "body");
  const status = optional(found["status"], "status", text) ?? "completed";
  if (status !== "completed" && status !== "incomplete") {
    throw new Unreadable("status", JSON.stringify(status), "completed or incomplete");
  }
  const parts: AnswerPart[] = [];
  for (const [index, each] of list(found["output"], "output").entries()) {
    parts.push(...readItem(record(each, `output.${index}`), `output.${index}`));
  }
  return {
    id: optional(found["id"], "id", text) ?? "",
    model: optional(found["model"], "model", text) ?? "",
    parts,
    stop: readStop(
      found,
      status,
      parts.some(({ kind }) => kind === "call"),
    ),
    units: readUnits(found),
  };
}

/** What the model itself says; nothing of items that tell of a vendor's own tools. */
export function readItem(found: Found, at: string): readonly AnswerPart[] {
  switch (text(found["type"], `${at}.type`)) {
    case "message":
      return list(found["content"], `${at}.content`).flatMap((part, index) =>
        readPart(record(part, `${at}.content.${index}`), `${at}.content.${index}`),
      );
    case "function_call": {
      const [id, name] = [text(found["call_id"], `${at}.call_id`), text(found["name"], `${at}.name`)];
      return [{ kind: "call", id, name, arguments: text(found["arguments"], `${at}.arguments`) || "{}" }];
    }
    case "reasoning": {
      const said = reasoningText(found, at);
      return said === "" ? [] : [{ kind: "reasoning", text: said }];
    }
    default:
      return [];
  }
}

function readPart(found: Found, at: string): readonly AnswerPart[] {
  const { type } = found;
  if (type === "output_text") return [{ kind: "text", text: text(found["text"], `${at}.text`) }];
  return type === "refusal" ? [{ kind: "refusal", text: text(found["refusal"], `${at}.refusal`) }] : [];
}

/** A call that was cut off is no call to make: length wins. */
export function readStop(response: Found, status: "completed" | "incomplete", calls: boolean): Answer["stop"] {
  if (status === "completed") return { reason: calls ? "calls" : "end" };
  const details = optional(response["incomplete_details"], "incomplete_details", record);
  return { reason: details?.["reason"] === "content_filter" ? "filtered" : "length" };
}

export function readUnits(response: Found): Answer["units"] {
  const usage = optional(response["usage"], "usage", record);
  return usage && responsesUsage(usage);
}
