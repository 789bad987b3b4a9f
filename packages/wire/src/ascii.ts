/** Compares bytes with text, without making a string of them. */

/** Whether this text stands at `at`. False for text beyond ASCII. */
export function standsAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
