/** The blocks that requests and answers are made of. */

export type Block = Record<string, unknown>;

export function textBlock(text: string): Block {
  return { type: "text", text };
}

/** The vendor refuses text blocks and stop sequences that contain only whitespace. */
export function says(text: string): boolean {
  return /\S/.test(text);
}
