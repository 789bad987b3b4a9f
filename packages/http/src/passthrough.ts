/** The door for requests that a provider is to have as they are: whether their path is plain, and to whom they go. */
import type { Body, Exchange, Providers, Refusal } from "@headgate/core";
import { bytesBody } from "@headgate/wire";
import { invalidPassthroughPath } from "./refusals.ts";

/** Those that a passthrough takes. */
export const passthroughMethods: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** `url` as it came; `path` is the entrance's, with its `*`. One spelling for each path, or a rule could be led around by another. */
export function judgePath(url: string, path: string): Refusal | undefined {
  const before = path.slice(0, -1);
  const [asked = ""] = url.split("?", 1);
  return asked.startsWith(before) && isPlain(asked.slice(before.length)) ? undefined : invalidPassthroughPath();
}

/** The one that the client names, else the first of its dialect; "" when there is none. Whether it is there is told after auth. */
export function providerFor(headers: Exchange["headers"], dialect: string, providers: Providers): string {
  const named = headers["x-model-provider"] ?? headers["x-bf-model-provider"];
  return named ?? providers.list().find((provider) => provider.dialect === dialect)?.name ?? "";
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
