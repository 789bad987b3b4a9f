/** Whether a body names content that is stored elsewhere: an image or a file, by its address or its id. */

/** Endings of the names of such fields: `image_url`, `file_id`, `{"type":"image"}`. */
const marks = [
  '_url"',
  'file_id"',
  'file_data"',
  '"image"',
  '"document"',
  '"input_image"',
  '"input_file"',
  'inlineData"',
  'inline_data"',
  'fileUri"',
  'file_uri"',
  'cachedContent"',
  'cached_content"',
];
const needles = marks.map((mark) => Buffer.from(mark));
/** By the byte before their closing quote. */
const endings: (readonly Uint8Array[] | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const those = needles.filter((needle) => needle.at(-2) === byte);
  return those.length > 0 ? those : undefined;
});
/** Above this many bytes, native searches are quicker than our own. */
const small = 1024;

export function namesContent(bytes: Buffer): boolean {
  if (bytes.length > small) return needles.some((needle) => bytes.includes(needle)) || escapesLetter(bytes);
  for (let i = 1; i < bytes.length; i++) {
    if (bytes[i] === 0x5c && isLetter(bytes, i)) return true;
    if (bytes[i] !== 0x22) continue;
    const those = endings[bytes[i - 1]!];
    if (those) for (const needle of those) if (endsAt(bytes, i, needle)) return true;
  }
  return false;
}

/** Nobody needs to write a letter as `\u0061`, so such an escape may be hiding one of those names. */
function escapesLetter(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(ascii); at >= 0; at = bytes.indexOf(ascii, at + 1)) if (isLetter(bytes, at)) return true;
  return false;
}

const ascii = Buffer.from("\\u00");

/** The character that the escape at this place stands for. */
function isLetter(bytes: Buffer, at: number): boolean {
  if (bytes[at + 1] !== 0x75 || bytes[at + 2] !== 0x30) return false;
  const code = Number.parseInt(bytes.toString("latin1", at + 2, at + 6), 16);
  return code < 0x80 && /\w/.test(String.fromCharCode(code));
}

/** From the end, where names differ sooner than at their start. */
function endsAt(bytes: Uint8Array, end: number, needle: Uint8Array): boolean {
  for (let i = needle.length - 1, at = end; i >= 0; i--, at--) if (bytes[at] !== needle[i]) return false;
  return true;
}
