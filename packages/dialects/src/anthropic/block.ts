/** What requests and answers are written of. */

export type Block = Record<string, unknown>;

export function textBlock(text: string): Block {
  return { type: "text", text };
}

/** The vendor refuses text blocks, and stop sequences, without anything but space in them. */
export function says(text: string): boolean {
  return /\S/.test(text);
}
