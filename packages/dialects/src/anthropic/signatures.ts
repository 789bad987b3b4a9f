/** Signed thinking: what Anthropic wants back as it was, and what is of no use to another vendor. */
import type { ReasoningPart, Signature } from "../canonical/index.ts";
import type { Block } from "./block.ts";

/** Tells the data of a redacted block from a signature, which is base64 and has no colon. */
const redacted = "redacted:";

/** Stands where nobody of Anthropic's has signed: the block may come back in a request, and has to be known there. */
export const unsigned = "headgate-unsigned";

export function signed(value: string): Signature | undefined {
  return value === "" || value === unsigned ? undefined : { dialect: "anthropic", value };
}

export function signedRedacted(data: string): Signature {
  return { dialect: "anthropic", value: redacted + data };
}

/** The data of a redacted block; undefined for any other signature. */
export function redactedData({ dialect, value }: Signature): string | undefined {
  return dialect === "anthropic" && value.startsWith(redacted) ? value.slice(redacted.length) : undefined;
}

/** Another vendor's signature is left out: there is nothing behind it here. */
export function thinkingBlock({ text, signature }: ReasoningPart): Block {
  const data = signature && redactedData(signature);
  if (data !== undefined) return { type: "redacted_thinking", data };
  return { type: "thinking", thinking: text, signature: signature?.dialect === "anthropic" ? signature.value : unsigned };
}
