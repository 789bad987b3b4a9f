/** Names calls that Google has not named: the same call of the same answer always by the same id. */

export function callId(responseId: string, index: number, name: string, args: string): string {
  const answer = responseId === "" ? hash(`${name}(${args})`) : responseId.replace(/[^a-zA-Z0-9_-]/g, "_").slice(0, 48);
  return `call_${answer}_${index}`;
}

/** FNV-1a: answers without an id only need ids that differ from turn to turn. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0).toString(36);
}
