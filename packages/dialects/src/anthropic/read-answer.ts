/** A provider's whole message in the canonical form. */
import type { Answer } from "../canonical/index.ts";
import { answerTool } from "./answer-tool.ts";
import { type Fields, list, record, text } from "./fields.ts";
import { isRecord } from "../openai/errors.ts";
import { signed, signedRedacted } from "./signatures.ts";
import { readStop } from "./stop.ts";
import { messagesUsage } from "./usage.ts";

/** Throws an Unreadable for what is not a message. */
export function readAnswer(body: unknown): Answer {
  const found = record(body, "body");
  const parts: Answer["parts"][number][] = [];
  list(found["content"], "content").forEach((item, i) => {
    const part = readBlock(record(item, `content.${i}`), `content.${i}`);
    if (part) parts.push(part);
  });
  const calls = parts.some(({ kind }) => kind === "call");
  const why = explanation(found["stop_details"]);
  if (why !== undefined) parts.push({ kind: "refusal", text: why });
  return {
    id: text(found["id"] ?? "", "id"),
    model: text(found["model"] ?? "", "model"),
    parts,
    stop: readStop(found["stop_reason"], found["stop_sequence"], calls),
    units: isRecord(found["usage"]) ? messagesUsage(found["usage"]) : undefined,
  };
}

/** What the provider says of its refusal. */
export function explanation(details: unknown): string | undefined {
  const why = isRecord(details) ? details["explanation"] : undefined;
  return typeof why === "string" && why !== "" ? why : undefined;
}

/** Blocks of the vendor's own tools are left out: nobody asked for them whose request was carried here. */
function readBlock(block: Fields, at: string): Answer["parts"][number] | undefined {
  switch (block["type"]) {
    case "text": {
      const said = text(block["text"], `${at}.text`);
      return said === "" ? undefined : { kind: "text", text: said };
    }
    case "tool_use": {
      const input = JSON.stringify(record(block["input"] ?? {}, `${at}.input`));
      if (block["name"] === answerTool) return { kind: "text", text: input };
      return { kind: "call", id: text(block["id"], `${at}.id`), name: text(block["name"], `${at}.name`), arguments: input };
    }
    case "thinking": {
      const signature = signed(text(block["signature"] ?? "", `${at}.signature`));
      return { kind: "reasoning", text: text(block["thinking"], `${at}.thinking`), signature };
    }
    case "redacted_thinking":
      return { kind: "reasoning", text: "", signature: signedRedacted(text(block["data"], `${at}.data`)) };
    default:
      return undefined;
  }
}
