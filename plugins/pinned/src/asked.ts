/** Finds the ids that a request names: in its path, and in the few fields of its body that refer to what a provider stores. */
import { type Body, type Call, type Exchange, isRefusal, type Refusal } from "@headgate/core";
import { fieldOf, type HasBytes, scanBody } from "@headgate/wire";
import { type Kind, type Named, type StoredPath, storedPathOf } from "./kinds.ts";
import { encoded, unreadable } from "./refusals.ts";

export interface Asked {
  /** The kind of thing that its answer would make. */
  readonly kind: Kind;
  /** The path of a request that is passed through. */
  readonly path?: StoredPath | undefined;
  /** In order of importance, those of the path first. */
  readonly ids: readonly Named[];
  /** Whether the provider stores what its answer makes. */
  readonly stores: boolean;
}

/** Undefined if it is about nothing that is stored. Refuses bodies that the provider may read differently than this file does. */
export function askedOf(x: Exchange, { body }: Call): Asked | Refusal | undefined {
  if (x.operation !== "passthrough") {
    const ids = namedIn((name) => x.field(name));
    return { kind: "responses", ids, stores: x.operation === "responses" && x.field("store") !== false };
  }
  const path = storedPathOf(x.path);
  // Only OpenAI's bodies name what is stored.
  const seen = path && x.method === "POST" && x.dialect === "openai" ? seenOf(x, body) : undefined;
  if (isRefusal(seen)) return seen;
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

/** A passed-through body has no `bytes`, so that no plugin takes it for a request of its own; it is read as its provider will read it. */
function seenOf({ headers }: Exchange, body: Body): HasBytes | Refusal | undefined {
  const { "content-type": type = "", "content-encoding": encoding = "identity" } = headers;
  if (body.size === 0 || /^multipart\//i.test(type)) return undefined;
  if (encoding.toLowerCase() !== "identity") return encoded;
  const seen = body.bytes ? body : wholeOf(body);
  return !seen || scanBody(seen).ok ? seen : unreadable;
}

/** Undefined if it is in a file and comes later. */
function wholeOf(body: Body): HasBytes | undefined {
  const chunks: Uint8Array[] = [];
  let whole = false;
  const source = body.open();
  source.start({ write: (bytes) => void chunks.push(bytes), end: () => void (whole = true), fail() {} });
  if (!whole) source.cancel();
  return whole ? { size: body.size, bytes: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks) } : undefined;
}
