/** The bytes that leave: the client's own but for the model's name and what only concerns the gateway. */
import type { Call, Exchange } from "@headgate/core";
import type { Operation } from "@headgate/dialects";
import { editObject, fieldOf, pieces, scanBody, splice, standsAt } from "@headgate/wire";
import type { Place } from "./place.ts";

export interface OutgoingBody {
  /** Pieces, where one copy of a large body would cost more than several writes. */
  readonly body: Uint8Array | readonly Uint8Array[];
  readonly size: number;
  /** The gateway asked for a usage event that the client did not: it must not reach the client. */
  readonly withholdUsage: boolean;
}

const piecesFrom = 65_536;

/** Fields of the body that the gateway reads itself. */
const own = ["fallbacks"];

/** The writer of the provider's dialect has asked for usage, and the client's is told only what it asked for. */
export function translatedBody(body: Buffer): OutgoingBody {
  return { body, size: body.length, withholdUsage: false };
}

export function outgoingBody(x: Exchange, call: Call, place: Place, operation: Operation): OutgoingBody {
  const { bytes } = call.body;
  if (!bytes) throw new Error("a spooled body cannot be sent yet");
  const scan = scanBody(call.body);
  if (!scan.ok) return { body: bytes, size: bytes.length, withholdUsage: false };
  const { entries } = scan;
  const set: Record<string, string> = {};
  const model = JSON.stringify(call.model);
  const named = entries.find(({ name }) => name === "model");
  const unchanged = named && named.valueEnd - named.valueStart === model.length && standsAt(bytes, named.valueStart, model);
  // Where it stands in the path the body has none.
  if (!unchanged && !operation.asked) set["model"] = model;
  const option = x.stream && place.streamUsage ? operation.stream?.usageOption : undefined;
  const asked = option === undefined ? undefined : fieldOf(call.body, option);
  const includes = (asked as { include_usage?: unknown } | null | undefined)?.include_usage === true;
  const withholdUsage = option !== undefined && !includes;
  if (withholdUsage) set[option] = JSON.stringify({ ...(typeof asked === "object" ? asked : {}), include_usage: true });
  const edits = editObject(bytes, entries, own, set);
  const body = edits.length === 0 ? bytes : bytes.length < piecesFrom ? splice(bytes, edits) : pieces(bytes, edits);
  return {
    body,
    size: body instanceof Uint8Array ? body.length : body.reduce((size, piece) => size + piece.length, 0),
    withholdUsage,
  };
}
