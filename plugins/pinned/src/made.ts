/** Reads from a whole answer the ids of what its provider now keeps. */
import { asBuffer, fieldOf } from "@headgate/wire";
import type { Kind } from "./kinds.ts";

export interface Made {
  readonly id: string;
  /** What the request was for; the others came of it, and are files. */
  readonly own: boolean;
}

/** Nothing for what is not a JSON object. `own`: whether its own id counts, or only those of what came of it. */
export function madeIn(bytes: Uint8Array, kind: Kind, own: boolean): readonly Made[] {
  const body = { size: bytes.length, bytes };
  const made: Made[] = [];
  const add = (id: unknown, isOwn: boolean): void => {
    if (typeof id === "string" && id !== "") made.push({ id, own: isOwn });
  };
  if (own) add(fieldOf(body, "id"), true);
  if (kind === "batches") for (const name of ["output_file_id", "error_file_id"]) add(fieldOf(body, name), false);
  if (kind === "uploads") add((fieldOf(body, "file") as { id?: unknown } | null | undefined)?.id, false);
  return made;
}

/** Of an answer that is too large to be held, the id with which it begins, as OpenAI's do. */
export function madeAtStart(bytes: Uint8Array): readonly Made[] {
  const id = /^\s*\{\s*"id"\s*:\s*"([^"\\]+)"/.exec(asBuffer(bytes).toString("utf8", 0, 1024))?.[1];
  return id === undefined ? [] : [{ id, own: true }];
}
