/** The signed state that reasoning models hand out and accept back, and the check that it is this vendor's. */
import { createHash } from "node:crypto";

export type Vendor = "openai" | "anthropic" | "gemini";

/** Base64, always the same for the same text. */
export function sign(vendor: Vendor, text: string): string {
  return Buffer.from(`${vendor}:${createHash("sha256").update(text).digest("hex")}`).toString("base64");
}

/** Whether this vendor signed it; with a text, whether it signed that. */
export function signed(vendor: Vendor, signature: string, text?: string): boolean {
  if (text !== undefined) return signature === sign(vendor, text);
  return Buffer.from(signature, "base64").toString("utf8").startsWith(`${vendor}:`);
}
