/** Changes the members of a JSON object without parsing or printing the rest of it. */
import { asBuffer } from "./buffer.ts";
import type { Entry } from "./scan.ts";
import { splice } from "./splice.ts";
import type { Edit } from "./splice.ts";
import { skipSpace, skipSpaceBack } from "./space.ts";

/** The edits that remove members, each together with exactly one comma. Absent names are ignored. */
export function removeEntries(bytes: Uint8Array, entries: readonly Entry[], names: readonly string[]): Edit[] {
  const edits: Edit[] = [];
  for (let i = 0; i < entries.length; i++) {
    const first = entries[i]!;
    if (!names.includes(first.name)) continue;
    const before = entries[i - 1];
    let last = first;
    while (i + 1 < entries.length && names.includes(entries[i + 1]!.name)) last = entries[++i]!;
    const after = entries[i + 1];
    // A run is removed with the comma after it; at the end, where there is none, with the one before it.
    if (after !== undefined) edits.push({ start: first.start, end: after.start, bytes: "" });
    else edits.push({ start: before?.valueEnd ?? first.start, end: last.valueEnd, bytes: "" });
  }
  return edits;
}

/**
 * The edit that sets one member to JSON text: its value is replaced, or it becomes the first member. Alone it is
 * right for the entries given; to combine several changes use `editObject`, which settles the commas between them.
 */
export function setEntry(bytes: Uint8Array, entries: readonly Entry[], name: string, valueJson: string): Edit {
  const entry = entries.find((each) => each.name === name);
  if (entry !== undefined) return { start: entry.valueStart, end: entry.valueEnd, bytes: valueJson };
  const at = afterBrace(bytes);
  const comma = entries.length > 0 ? "," : "";
  return { start: at, end: at, bytes: `${JSON.stringify(name)}:${valueJson}${comma}` };
}

/** Removes and sets at once, sorted for `splice`. A name in both lists is set. */
export function editObject(
  bytes: Uint8Array,
  entries: readonly Entry[],
  remove: readonly string[],
  set: Readonly<Record<string, string>>,
): Edit[] {
  const names = Object.keys(set);
  const gone = remove.filter((name) => !names.includes(name));
  const edits = removeEntries(bytes, entries, gone);
  const added: string[] = [];
  for (const name of names) {
    if (entries.some((entry) => entry.name === name)) edits.push(setEntry(bytes, entries, name, set[name]!));
    else added.push(`${JSON.stringify(name)}:${set[name]!}`);
  }
  edits.sort((a, b) => a.start - b.start);
  if (added.length > 0) {
    const at = afterBrace(bytes);
    const comma = entries.some((entry) => !gone.includes(entry.name)) ? "," : "";
    edits.unshift({ start: at, end: at, bytes: added.join(",") + comma });
  }
  return edits;
}

/**
 * A copy with `memberJson` (`"extra_fields":{…}`) as the last member of a JSON object; undefined when the bytes are
 * not braces around something. The object's inside is not checked.
 */
export function appendMember(bytes: Uint8Array, memberJson: string): Buffer | undefined {
  const brace = skipSpaceBack(bytes, bytes.length - 1);
  const open = skipSpace(asBuffer(bytes), 0);
  if (brace <= open || bytes[brace] !== 0x7d || bytes[open] !== 0x7b) return undefined;
  const before = skipSpaceBack(bytes, brace - 1);
  return splice(bytes, [{ start: brace, end: brace, bytes: before === open ? memberJson : `,${memberJson}` }]);
}

function afterBrace(bytes: Uint8Array): number {
  return skipSpace(asBuffer(bytes), 0) + 1;
}
