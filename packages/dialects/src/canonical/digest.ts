/** A short digest of a text, for ids that must be the same wherever they are made. */

/** FNV-1a as eight hexadecimal digits. Not for secrets: collisions are easy to construct. */
export function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
