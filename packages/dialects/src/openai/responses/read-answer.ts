/** Reads whole answers, and the items that streams end with. */
import { type Answer, Unreadable } from "../../canonical/index.ts";
import { responsesUsage } from "../usage.ts";
import { asList, asRecord, asText, type Fields, optional } from "../../canonical/expect.ts";
import { reasoningText } from "./read-input.ts";
import { readStop } from "./stop.ts";

type AnswerPart = Answer["parts"][number];

export function readAnswer(body: unknown): Answer {
  const found = asRecord(body, "body");
  const status = optional(found["status"], "status", asText) ?? "completed";
  if (status !== "completed" && status !== "incomplete") {
    throw new Unreadable("status", JSON.stringify(status), "completed or incomplete");
  }
  const parts: AnswerPart[] = [];
  for (const [index, each] of asList(found["output"], "output").entries()) {
    parts.push(...readItem(asRecord(each, `output.${index}`), `output.${index}`));
  }
  return {
    id: optional(found["id"], "id", asText) ?? "",
    model: optional(found["model"], "model", asText) ?? "",
    parts,
    stop: readStop(
      found,
      status,
      parts.some(({ kind }) => kind === "call"),
    ),
    units: readUnits(found),
  };
}

/** What the model itself says; items of the vendor's own tools are skipped. */
export function readItem(found: Fields, at: string): readonly AnswerPart[] {
  switch (asText(found["type"], `${at}.type`)) {
    case "message":
      return asList(found["content"], `${at}.content`).flatMap((part, index) =>
        readPart(asRecord(part, `${at}.content.${index}`), `${at}.content.${index}`),
      );
    case "function_call": {
      const [id, name] = [asText(found["call_id"], `${at}.call_id`), asText(found["name"], `${at}.name`)];
      return [{ kind: "call", id, name, arguments: asText(found["arguments"], `${at}.arguments`) || "{}" }];
    }
    case "reasoning": {
      const said = reasoningText(found, at);
      return said === "" ? [] : [{ kind: "reasoning", text: said }];
    }
    default:
      return [];
  }
}

function readPart(found: Fields, at: string): readonly AnswerPart[] {
  const { type } = found;
  if (type === "output_text") return [{ kind: "text", text: asText(found["text"], `${at}.text`) }];
  return type === "refusal" ? [{ kind: "refusal", text: asText(found["refusal"], `${at}.refusal`) }] : [];
}

/** A call that was cut off must not be made: length wins. */
export function readUnits(response: Fields): Answer["units"] {
  const usage = optional(response["usage"], "usage", asRecord);
  return usage && responsesUsage(usage);
}
