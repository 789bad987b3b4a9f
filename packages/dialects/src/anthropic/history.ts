/** What other vendors' answers left in a client's history, which Anthropic would refuse. */
import type { Native } from "../operation.ts";
import { isRecord } from "../canonical/expect.ts";
import { abilitiesOf } from "./abilities.ts";
import { unsigned } from "./signatures.ts";

const mark = Buffer.from(unsigned);

/** Removes unsigned thinking, and turns thinking off for a tool loop that has lost its own. */
export function nativeHistory(body: Uint8Array): Native | undefined {
  if (!Buffer.from(body.buffer, body.byteOffset, body.byteLength).includes(mark)) return undefined;
  const request = parsed(body);
  if (!isRecord(request) || !Array.isArray(request["messages"])) return undefined;
  const lost: Native["lost"][number][] = [];
  const messages = request["messages"].map((message: unknown, i) => {
    if (!isRecord(message) || !Array.isArray(message["content"])) return message;
    const content = message["content"].filter((block: unknown, k) => {
      const foreign = isRecord(block) && block["type"] === "thinking" && block["signature"] === unsigned;
      if (foreign) lost.push({ feature: "reasoning", field: `messages.${i}.content.${k}` });
      return !foreign;
    });
    return { ...message, content };
  });
  if (lost.length === 0) return undefined;
  const native: Record<string, unknown> = { ...request, messages: messages.filter((message) => !isEmpty(message)) };
  if (thinks(native) && isOpen(messages)) {
    if (abilitiesOf(String(native["model"])).thinksAlways) delete native["thinking"];
    else native["thinking"] = { type: "disabled" };
    lost.push({ feature: "reasoning-settings", field: "thinking" });
  }
  return { body: Buffer.from(JSON.stringify(native)), lost };
}

/** Whether a tool loop continues without the thinking that began it. */
function isOpen(messages: readonly unknown[]): boolean {
  const [before, last] = messages.slice(-2);
  if (!contentOf(last).some((block) => isRecord(block) && block["type"] === "tool_result")) return false;
  const [first] = contentOf(before);
  return isRecord(first) && first["type"] !== "thinking" && first["type"] !== "redacted_thinking";
}

function thinks({ thinking }: Readonly<Record<string, unknown>>): boolean {
  return isRecord(thinking) && thinking["type"] !== "disabled";
}

function contentOf(message: unknown): readonly unknown[] {
  return isRecord(message) && Array.isArray(message["content"]) ? message["content"] : [];
}

function isEmpty(message: unknown): boolean {
  return isRecord(message) && Array.isArray(message["content"]) && message["content"].length === 0;
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
