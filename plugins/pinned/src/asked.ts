/** Finds the ids that a request names: in its path, and in the few fields of its body that speak of what a provider keeps. */
import type { Body, Call, Exchange } from "@headgate/core";
import { fieldOf, type HasBytes } from "@headgate/wire";
import { type Kind, type Named, type StoredPath, storedPathOf } from "./kinds.ts";

export interface Asked {
  /** What its answer would make. */
  readonly kind: Kind;
  /** Of a request that is passed through. */
  readonly path?: StoredPath | undefined;
  /** In the order in which they count, those of the path first. */
  readonly ids: readonly Named[];
  /** Nothing of the answer is kept anywhere. */
  readonly stores: boolean;
}

/** Undefined: it is about nothing that is kept. */
export function askedOf(x: Exchange, { body }: Call): Asked | undefined {
  if (x.operation !== "passthrough") {
    const ids = namedIn((name) => x.field(name));
    return { kind: "responses", ids, stores: x.operation === "responses" && x.field("store") !== false };
  }
  const path = storedPathOf(x.path);
  const seen = path && x.method === "POST" ? seenOf(x, body) : undefined;
  if (!path || !seen) return path && { kind: path.kind, path, ids: path.ids, stores: true };
  const field = (name: string): unknown => fieldOf(seen, name);
  const ids = namedIn(field);
  const stores = path.kind !== "responses" || field("store") !== false;
  return { kind: path.kind, path, ids: ids.length > 0 ? [...path.ids, ...ids] : path.ids, stores };
}

const fields: readonly (readonly [name: string, kind: Kind])[] = [
  ["previous_response_id", "responses"],
  ["conversation", "conversations"],
  ["input_file_id", "files"],
];

const none: readonly Named[] = [];

function namedIn(field: (name: string) => unknown): readonly Named[] {
  let found: Named[] | undefined;
  for (const [param, kind] of fields) {
    const value = field(param);
    const id: unknown = isRecord(value) ? value["id"] : value;
    if (typeof id === "string" && id !== "") (found ??= []).push({ kind, id, param });
  }
  return found ?? none;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** Larger ones are files, or speak at length: they are left unread. */
const seenBytes = 65_536;

/** What is passed through has no `bytes`, so that nobody takes it for a request of this gateway's: it is read as its provider will. */
function seenOf({ headers }: Exchange, body: Body): HasBytes | undefined {
  const { "content-type": type = "application/json", "content-encoding": encoding = "identity" } = headers;
  if (body.size === 0 || body.size > seenBytes || encoding !== "identity" || !/^application\/(?:.+\+)?json/i.test(type))
    return undefined;
  if (body.bytes) return body;
  const chunks: Uint8Array[] = [];
  let whole = false;
  const source = body.open();
  source.start({ write: (bytes) => void chunks.push(bytes), end: () => void (whole = true), fail() {} });
  // From a file it comes later, if at all.
  if (!whole) source.cancel();
  return whole ? { size: body.size, bytes: Buffer.concat(chunks) } : undefined;
}
