/** Writes a whole answer, and the parts that a stream writes one by one. */
import { type Answer, type CallPart, type ReasoningPart, type Telling, Unreadable } from "../canonical/index.ts";
import { argumentsOf } from "./lenient.ts";
import { ownValue, unsigned } from "./signatures.ts";
import { writeStop } from "./stop.ts";
import { showsThoughts } from "./thoughts.ts";
import { writeUsage } from "./usage.ts";

export function writeAnswer({ id, parts, stop, units }: Answer, about: Telling): object {
  const shown = showsThoughts(about.request);
  const written: object[] = [];
  let refused = false;
  let said = false;
  let calls = 0;
  for (const part of parts) {
    if (part.kind === "call") {
      const call = writeCall(part, calls++ === 0);
      if (call) written.push(call);
      else if (stop.reason !== "length") throw new Unreadable("arguments", "broken JSON", "an object");
    } else if (part.kind !== "reasoning") {
      const isRefusal = part.kind === "refusal";
      refused ||= isRefusal;
      if (part.text !== "") written.push({ text: isRefusal ? refusalText(part.text, said) : part.text });
      said ||= part.text !== "";
    } else if (shown) written.push(writeThought(part));
  }
  // Clients consider a content without parts broken.
  if (written.length === 0) written.push({ text: "" });
  const content = { parts: written, role: "model" };
  return {
    candidates: [{ content, finishReason: writeStop(stop, refused), index: 0 }],
    ...(units ? { usageMetadata: writeUsage(units) } : {}),
    modelVersion: about.model,
    responseId: id,
  };
}

/** A refusal becomes a paragraph of its own, since clients join all texts. */
export function refusalText(text: string, follows: boolean): string {
  return follows ? `\n\n${text}` : text;
}

/**
 * Undefined if its arguments were cut off. The first call of another vendor's answer is marked as unsigned: it comes back in
 * the history, and the newest models refuse calls without any signature.
 */
export function writeCall({ id, name, arguments: text, signature }: Omit<CallPart, "kind">, first: boolean): object | undefined {
  const args = argumentsOf(text);
  if (!args) return undefined;
  const functionCall = { id, name, args };
  const thoughtSignature = ownValue(signature) ?? (first ? unsigned : undefined);
  return thoughtSignature === undefined ? { functionCall } : { functionCall, thoughtSignature };
}

export function writeThought({ text, signature }: Omit<ReasoningPart, "kind">): object {
  const part = { text, thought: true };
  return signature?.dialect === "gemini" ? { ...part, thoughtSignature: signature.value } : part;
}
