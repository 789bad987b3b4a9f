/** The door for requests that a provider is to have as they are: whether their path is plain, and to whom they go. */
import type { Body, Exchange, Provider, Providers, Refusal } from "@headgate/core";
import { type Gatekeeper, letsThrough } from "@headgate/dialects";
import { bytesBody } from "@headgate/wire";
import { invalidPassthroughPath } from "./refusals.ts";
import type { Entrance } from "./table.ts";

/** Those that a passthrough takes. */
export const passthroughMethods: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Providers that may say what they let through. */
export interface PassingProviders extends Providers {
  list(): readonly (Provider & Gatekeeper)[];
}

export function isPassthrough({ inference, dialect }: Entrance): boolean {
  return inference !== undefined && inference === dialect.passthrough;
}

/** `url` as it came; `path` is the entrance's, with its `*` or `:id`. One spelling for each path, or a rule could be led around by another. */
export function judgePath(url: string, path: string): Refusal | undefined {
  const [asked = ""] = url.split("?", 1);
  const open = path.search(/[:*]/);
  const plain = open < 0 ? asked === path : asked.startsWith(path.slice(0, open)) && isPlain(asked.slice(open));
  return plain ? undefined : invalidPassthroughPath();
}

/**
 * The one that the client names, else the first of its dialect that lets this through, else the first of its dialect; "" when there is
 * none. Whether it is there, and lets it through, is told after auth.
 */
export function providerFor(x: Exchange, { stored }: Entrance, providers: PassingProviders): string {
  const named = x.headers["x-model-provider"] ?? x.headers["x-bf-model-provider"];
  if (named !== undefined) return named;
  const able = providers.list().filter(({ dialect }) => dialect === x.dialect);
  if (!stored) return able[0]?.name ?? "";
  const asked = new URLSearchParams(x.query).get("provider");
  if (asked) return asked;
  return (able.find((provider) => letsThrough(provider, stored.at, x.method, x.path)) ?? able[0])?.name ?? "";
}

/** Without `bytes`: whatever it says of models or fallbacks is said to the provider, not to us. */
export function unseen(bytes: Uint8Array): Body {
  const { size, open } = bytesBody(bytes);
  return { size, open };
}

function isPlain(rest: string): boolean {
  // A host may hide before an "@".
  if (/^[^/]*(?:@|%40)/i.test(rest)) return false;
  return rest.split("/").every((segment) => plainSegment.test(segment) && segment !== "." && segment !== "..");
}

/**
 * What somebody on the way may read as the end of a segment or of the path (`/ \ . ; ? # %`, control characters), escaped or not, is
 * not plain; nor is an escape that need not be one, or a character beyond ASCII: ids have neither.
 */
const plainSegment = /^(?:[\w.~!$&'()*+,=:@-]|%(?:2[0-246-9a-d]|3[acde]|40|5[bde]|60|7[b-d]))+$/i;
