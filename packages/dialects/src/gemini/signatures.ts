/** What Google wants back with a call, and what it accepts instead: https://ai.google.dev/gemini-api/docs/thought-signatures. */
import type { Signature } from "../canonical/index.ts";

/** Google's own value for calls that another model made. */
export const unsigned = "skip_thought_signature_validator";

export function signed(value: unknown): Signature | undefined {
  return typeof value === "string" && value !== "" && value !== unsigned ? { dialect: "gemini", value } : undefined;
}

/** Undefined for another vendor's signature. */
export function ownValue(signature: Signature | undefined): string | undefined {
  return signature?.dialect === "gemini" ? signature.value : undefined;
}
