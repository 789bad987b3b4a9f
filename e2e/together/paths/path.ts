/** One path of an answer: its client, provider and request, and how to tell a whole answer from an error. */
import type { Client } from "../clients.ts";
import type { Seen } from "../seen.ts";
import type { Vendor } from "../vendors.ts";

export interface Path {
  readonly name: string;
  readonly client: Client;
  /** The dialect of the first provider, of one that says the same, and of one that does not. */
  readonly vendor: Vendor;
  readonly otherVendor: Vendor;
  readonly stream: boolean;
  /** Whether another may go on with a text that broke off. */
  readonly resumes: boolean;
  url(model: string): string;
  /** `user` reaches the provider and distinguishes calls. */
  body(model: string, user: string): object;
  /** Throws when a 200 was neither a whole answer nor one that ended in an error frame. */
  read(raw: string): Seen;
  /** The whole text as the official SDK hands it out; rejects with its error. */
  ask(gateway: { readonly url: string }, model: string, user: string): Promise<string>;
}

/** What is asked on every path. */
export const said = "hi";

export function count<T>(items: readonly T[], fits: (item: T) => boolean): number {
  return items.filter(fits).length;
}
