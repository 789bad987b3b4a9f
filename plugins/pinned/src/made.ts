/** Reads from a whole answer the ids of what its provider now stores. */
import { asBuffer, fieldOf } from "@headgate/wire";
import type { Kind } from "./kinds.ts";

export interface Made {
  readonly id: string;
  /** Whether it is what the request asked for; the others are files that resulted from it. */
  readonly own: boolean;
}

/** Empty for anything but a JSON object. `own`: whether its own id counts, or only those of resulting files. */
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

/** The id at the beginning of an answer that is too large to hold, where OpenAI's have it. */
export function madeAtStart(bytes: Uint8Array): readonly Made[] {
  const id = /^\s*\{\s*"id"\s*:\s*"([^"\\]+)"/.exec(asBuffer(bytes).toString("utf8", 0, 1024))?.[1];
  return id === undefined ? [] : [{ id, own: true }];
}
