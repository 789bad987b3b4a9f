/** Reads a provider's whole message. */
import type { Answer } from "../canonical/index.ts";
import { answerTool } from "./answer-tool.ts";
import { asList, asRecord, asText, type Fields, isRecord } from "../canonical/expect.ts";
import { signed, signedRedacted } from "./signatures.ts";
import { readStop } from "./stop.ts";
import { messagesUsage } from "./usage.ts";

/** Throws an Unreadable for what is not a message. */
export function readAnswer(body: unknown): Answer {
  const found = asRecord(body, "body");
  const parts: Answer["parts"][number][] = [];
  asList(found["content"], "content").forEach((item, i) => {
    const part = readBlock(asRecord(item, `content.${i}`), `content.${i}`);
    if (part) parts.push(part);
  });
  const calls = parts.some(({ kind }) => kind === "call");
  const why = explanation(found["stop_details"]);
  if (why !== undefined) parts.push({ kind: "refusal", text: why });
  return {
    id: asText(found["id"] ?? "", "id"),
    model: asText(found["model"] ?? "", "model"),
    parts,
    stop: readStop(found["stop_reason"], found["stop_sequence"], calls),
    units: isRecord(found["usage"]) ? messagesUsage(found["usage"]) : undefined,
  };
}

/** The provider's explanation of its refusal. */
export function explanation(details: unknown): string | undefined {
  const why = isRecord(details) ? details["explanation"] : undefined;
  return typeof why === "string" && why !== "" ? why : undefined;
}

/** Blocks of the vendor's own tools are left out: no translated request can ask for them. */
function readBlock(block: Fields, at: string): Answer["parts"][number] | undefined {
  switch (block["type"]) {
    case "text": {
      const said = asText(block["text"], `${at}.text`);
      return said === "" ? undefined : { kind: "text", text: said };
    }
    case "tool_use": {
      const input = JSON.stringify(asRecord(block["input"] ?? {}, `${at}.input`));
      if (block["name"] === answerTool) return { kind: "text", text: input };
      return { kind: "call", id: asText(block["id"], `${at}.id`), name: asText(block["name"], `${at}.name`), arguments: input };
    }
    case "thinking": {
      const signature = signed(asText(block["signature"] ?? "", `${at}.signature`));
      return { kind: "reasoning", text: asText(block["thinking"], `${at}.thinking`), signature };
    }
    case "redacted_thinking":
      return { kind: "reasoning", text: "", signature: signedRedacted(asText(block["data"], `${at}.data`)) };
    default:
      return undefined;
  }
}
