/** The bytes that leave: the client's own but for the model's name and what only concerns the gateway. */
import type { Call, Exchange } from "@headgate/core";
import type { Operation } from "@headgate/dialects";
import { type Edit, removeEntries, scanBody, setEntry, splice } from "@headgate/wire";
import type { Place } from "./place.ts";

export interface OutgoingBody {
  readonly bytes: Uint8Array;
  /** The gateway asked for a usage event that the client did not: it must not reach the client. */
  readonly withholdUsage: boolean;
}

/** Fields of the body that the gateway reads itself. */
const own = ["fallbacks"];

export function outgoingBody(x: Exchange, call: Call, place: Place, operation: Operation): OutgoingBody {
  const { bytes } = call.body;
  if (!bytes) throw new Error("a spooled body cannot be sent yet");
  const scan = scanBody(call.body);
  if (!scan.ok) return { bytes, withholdUsage: false };
  const { entries } = scan;
  const edits: Edit[] = removeEntries(bytes, entries, own);
  const model = JSON.stringify(call.model);
  const named = entries.find(({ name }) => name === "model");
  if (!named || !same(bytes, named.valueStart, named.valueEnd, model)) edits.push(setEntry(bytes, entries, "model", model));
  const option = x.stream && place.streamUsage ? operation.stream?.usageOption : undefined;
  const asked = option === undefined ? undefined : x.field(option);
  const includes = (asked as { include_usage?: unknown } | null | undefined)?.include_usage === true;
  const withholdUsage = option !== undefined && !includes;
  if (withholdUsage) {
    const merged = typeof asked === "object" && asked !== null ? { ...asked, include_usage: true } : { include_usage: true };
    edits.push(setEntry(bytes, entries, option, JSON.stringify(merged)));
  }
  if (edits.length === 0) return { bytes, withholdUsage };
  edits.sort((a, b) => a.start - b.start || a.end - b.end);
  return { bytes: splice(bytes, edits), withholdUsage };
}

function same(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (end - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}
