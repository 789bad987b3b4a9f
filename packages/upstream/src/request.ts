/** The bytes that leave: the client's own, except for the model's name and what only concerns the gateway. */
import type { Body, Call, Exchange } from "@headgate/core";
import type { Loss, Operation } from "@headgate/dialects";
import { editObject, fieldOf, type HasBytes, pieces, scanBody, splice, standsAt } from "@headgate/wire";
import { outgoingForm } from "./form.ts";
import { withMembers } from "./members.ts";
import type { Place } from "./place.ts";
import { renamed, suited } from "./rename.ts";

export interface OutgoingBody {
  /** In pieces, where copying a large body would cost more than several writes; a form is read again from its file. */
  readonly body: Uint8Array | readonly Uint8Array[] | AsyncIterable<Uint8Array>;
  readonly size: number;
  /** The gateway asked for a usage event that the client did not: it must not reach the client. */
  readonly withholdUsage: boolean;
  /** The content type, where it is not JSON. */
  readonly type?: string;
  /** What was left out of the client's history. */
  readonly lost?: readonly Loss[] | undefined;
}

const piecesFrom = 65_536;

/** Fields of the body that the gateway reads itself. */
const own = ["fallbacks"];

/** The writer of the provider's dialect has asked for usage; the writer of the client's shows it only if the client asked. */
export function translatedBody(written: Buffer, place: Place, { stream }: Operation): OutgoingBody {
  const body = suited(written, place, place.streamUsage ? undefined : stream?.usageOption);
  return { body, size: body.length, withholdUsage: false };
}

export function outgoingBody(x: Exchange, call: Call, place: Place, operation: Operation): OutgoingBody {
  const { form } = call.body as HasBytes;
  if (form) return outgoingForm(form, call, place, own);
  if (!call.body.bytes) throw new Error("a spooled body that is no form cannot be sent");
  const native = operation.native?.(call.body.bytes);
  const from: Pick<Body, "size" | "bytes"> = native ? { size: native.body.length, bytes: native.body } : call.body;
  const bytes = from.bytes!;
  const scan = scanBody(from);
  if (!scan.ok) return { body: bytes, size: bytes.length, withholdUsage: false };
  const { entries } = scan;
  const other = place.rename && renamed(bytes, entries, place.rename);
  const set = other?.set ?? {};
  const model = JSON.stringify(call.model);
  const named = entries.find(({ name }) => name === "model");
  const unchanged = named && named.valueEnd - named.valueStart === model.length && standsAt(bytes, named.valueStart, model);
  if (!operation.asked) {
    if (!unchanged) set["model"] = model;
  } else if (operation.repeats) {
    const repeated = operation.repeats((name) => fieldOf(from, name), call.model);
    for (const name in repeated) set[name] = JSON.stringify(repeated[name]);
  }
  const question = operation.stream?.usageOption;
  const option = x.stream && place.streamUsage ? question : undefined;
  const asked = option === undefined ? undefined : fieldOf(from, option);
  const includes = (asked as { include_usage?: unknown } | null | undefined)?.include_usage === true;
  const withholdUsage = option !== undefined && !includes;
  if (withholdUsage) set[option] = JSON.stringify({ ...(typeof asked === "object" ? asked : {}), include_usage: true });
  const renamedAway = other ? [...own, ...other.gone] : own;
  // It reports usage unasked, and could refuse the option.
  const away = question !== undefined && !place.streamUsage ? [...renamedAway, question] : renamedAway;
  const gone = place.members ? withMembers(place.members, away, set, x.headers) : away;
  const edits = editObject(bytes, entries, gone, set);
  const body = edits.length === 0 ? bytes : bytes.length < piecesFrom ? splice(bytes, edits) : pieces(bytes, edits);
  return {
    body,
    size: body instanceof Uint8Array ? body.length : body.reduce((size, piece) => size + piece.length, 0),
    withholdUsage,
    lost: other && other.lost.length > 0 ? [...(native?.lost ?? []), ...other.lost] : native?.lost,
  };
}
