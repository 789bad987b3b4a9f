/** Signed thinking: Anthropic wants it back unchanged, and it is useless to other vendors. */
import type { ReasoningPart, Signature } from "../canonical/index.ts";
import type { Block } from "./block.ts";

/** Distinguishes the data of a redacted block from a signature, which is base64 and has no colon. */
const redacted = "redacted:";

/** The signature of thinking that Anthropic has not signed, by which the block is recognised when it comes back in a request. */
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

/** Another vendor's signature is left out: it means nothing here. */
export function thinkingBlock({ text, signature }: ReasoningPart): Block {
  const data = signature && redactedData(signature);
  if (data !== undefined) return { type: "redacted_thinking", data };
  return { type: "thinking", thinking: text, signature: signature?.dialect === "anthropic" ? signature.value : unsigned };
}
