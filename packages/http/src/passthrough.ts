/** The door for requests that a provider gets unchanged: whether their path is plain, and which provider they go to. */
import type { Body, Exchange, Provider, Providers, Refusal, Target } from "@headgate/core";
import { type Gatekeeper, letsThrough } from "@headgate/dialects";
import { bytesBody } from "@headgate/wire";
import { invalidPassthroughPath } from "./refusals.ts";
import type { Entrance } from "./table.ts";

/** The methods that a passthrough takes. */
export const passthroughMethods: readonly string[] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/** Providers with their rules for passthrough, and with a default for bare model names at a vendor's own address. */
export interface PassingProviders extends Providers {
  list(): readonly (Provider & Gatekeeper)[];
  /** `home`: the dialect of that address, whose own provider gets a bare name that several could serve. */
  resolve(model: string, home?: string): readonly Target[];
}

export function isPassthrough({ inference, dialect }: Entrance): boolean {
  return inference !== undefined && inference === dialect.passthrough;
}

/** `url` as it came; `path` is the entrance's, with its `*` or `:id`. Each path has one spelling, or another spelling could get around a rule. */
export function judgePath(url: string, path: string): Refusal | undefined {
  const [asked = ""] = url.split("?", 1);
  const open = path.search(/[:*]/);
  const plain = open < 0 ? asked === path : asked.startsWith(path.slice(0, open)) && isPlain(asked.slice(open));
  return plain ? undefined : invalidPassthroughPath();
}

/**
 * The one that the client names, else the first of its dialect that lets this through, else the first of its dialect; "" when there is
 * none. Whether it exists, and lets it through, is only said after auth.
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

/** A body without `bytes`: what it says about models or fallbacks is meant for the provider, not for us. */
export function unseen(bytes: Uint8Array): Body {
  const { size, open } = bytesBody(bytes);
  return { size, open };
}

function isPlain(rest: string): boolean {
  // A host can hide behind an "@".
  if (/^[^/]*(?:@|%40)/i.test(rest)) return false;
  return rest.split("/").every((segment) => plainSegment.test(segment) && segment !== "." && segment !== "..");
}

/**
 * A character that a server on the way could read as the end of a segment or of the path (`/ \ . ; ? # %`, control characters),
 * escaped or not, is not plain; nor is a needless escape or a character beyond ASCII: ids have neither.
 */
const plainSegment = /^(?:[\w.~!$&'()*+,=:@-]|%(?:2[0-246-9a-d]|3[acde]|40|5[bde]|60|7[b-d]))+$/i;
