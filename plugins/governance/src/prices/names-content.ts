/** Whether a body names content that stands elsewhere: an image or a file, by its address or its id. */

/** Ends of the names under which it does: `image_url`, `file_id`, `{"type":"image"}`. */
const marks = [
  '_url"',
  'file_id"',
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
/** Above so many bytes native searches are quicker than one of ours. */
const small = 1024;

export function namesContent(bytes: Buffer): boolean {
  if (bytes.length > small) return needles.some((needle) => bytes.includes(needle));
  for (let i = 1; i < bytes.length; i++) {
    if (bytes[i] !== 0x22) continue;
    const those = endings[bytes[i - 1]!];
    if (those) for (const needle of those) if (endsAt(bytes, i, needle)) return true;
  }
  return false;
}

/** From the end, for names differ there sooner than in their beginnings. */
function endsAt(bytes: Uint8Array, end: number, needle: Uint8Array): boolean {
  for (let i = needle.length - 1, at = end; i >= 0; i--, at--) if (bytes[at] !== needle[i]) return false;
  return true;
}
