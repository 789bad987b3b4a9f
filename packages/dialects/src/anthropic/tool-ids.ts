/** Ids of calls in Anthropic's alphabet. */

/** The id as it is, or one that is made of it: the same for the call and its result. */
export function toolId(id: string): string {
  return /^[a-zA-Z0-9_-]+$/.test(id) ? id : `${id.replace(/[^a-zA-Z0-9_-]/g, "_")}_${digest(id)}`;
}

/** FNV-1a, so that ids which differ only in what was replaced stay apart. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}
