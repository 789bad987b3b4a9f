/** What a simulator stores for its clients: responses, files and batches of two vendors, each visible only to the key that made it. */
import type { Json } from "./body.ts";
import type { RecordedCall } from "./calls.ts";
import { Shelf } from "./shelf.ts";

export interface KeptResponse {
  /** The request. */
  readonly asked: Json;
  /** The response object as it stands now. */
  state: Json;
  /** The input, once it has been listed: its ids must not change. */
  input?: readonly Json[];
}

export interface KeptFile {
  /** The file object. */
  readonly shown: Json;
  readonly purpose: string;
  readonly content: Buffer;
}

export interface KeptBatch {
  /** The batch object as it stands now. */
  state: Json;
}

export interface KeptMessageBatch extends KeptBatch {
  /** Lines of JSON. */
  readonly results: Buffer;
}

export interface Kept {
  readonly responses: Shelf<KeptResponse>;
  readonly files: Shelf<KeptFile>;
  readonly batches: Shelf<KeptBatch>;
  readonly messageBatches: Shelf<KeptMessageBatch>;
  /** Anthropic's. */
  readonly betaFiles: Shelf<Omit<KeptFile, "purpose">>;
}

const mebibyte = 1024 * 1024;
/** A larger file is refused. */
export const mostFileBytes: number = mebibyte;

export function createKept(): Kept {
  return {
    responses: new Shelf(1000, 64 * mebibyte),
    files: new Shelf(100, 64 * mebibyte),
    batches: new Shelf(100, mebibyte),
    messageBatches: new Shelf(100, 64 * mebibyte),
    betaFiles: new Shelf(100, 64 * mebibyte),
  };
}

export function forget(kept: Kept): void {
  for (const shelf of Object.values(kept) as readonly Shelf<unknown>[]) shelf.clear();
}

/** The owner: the key, or everyone without one. */
export function ownerOf({ key }: RecordedCall): string {
  return key ?? "";
}
