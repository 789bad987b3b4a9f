/** Ids of calls as OpenAI takes them: any letters, but not more than 40. */
const longest = 40;

/** The same for a call and for its result. */
export function toolId(id: string): string {
  return id.length <= longest ? id : `${id.slice(0, longest - 9)}_${hashOf(id)}`;
}

/** FNV-1a in eight hexadecimal digits: it has to be the same everywhere, and not hard to undo. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
