/** The refusals of this plugin. */
import { type Refusal, refuse } from "@headgate/core";
import { type Named, nouns } from "./kinds.ts";
import type { Pin } from "./pin.ts";

/** The same for what another caller made and, if that is refused, for what was not made here. */
export function notFound({ kind, id, param }: Named): Refusal {
  return no("not_found", 404, `No ${nouns[kind]} found with id '${shown(id)}'.`, param);
}

export function lost({ id, param }: Named, { provider, key }: Pin, providerIsThere: boolean): Refusal {
  const what = providerIsThere ? `the key ${key} of ${provider}` : `the provider ${provider}${key === "" ? "" : ` (key ${key})`}`;
  return no("pin_lost", 404, `'${shown(id)}' was made with ${what}, which is no longer configured`, param);
}

/** `wanted` says what would be accepted. */
export function elsewhere({ id, param }: Named, { provider }: Pin, wanted = `a model of ${provider}`): Refusal {
  return no("pinned_elsewhere", 400, `'${shown(id)}' was made by ${provider}; ask ${wanted}`, param);
}

export function apart([one, of]: readonly [Named, Pin], [other, ofOther]: readonly [Named, Pin]): Refusal {
  const by = ({ provider, key }: Pin): string =>
    of.provider === ofOther.provider ? `${provider} with the key ${key}` : provider;
  const message = `'${shown(one.id)}' was made by ${by(of)} and '${shown(other.id)}' by ${by(ofOther)}: no one has both`;
  return no("pinned_elsewhere", 400, message, other.param);
}

/** One of two readings may name what belongs to another caller. */
export const unreadable: Refusal = no(
  "invalid_json",
  400,
  "the request body can be read in more than one way; expected one JSON object in which no name stands twice",
);

export const encoded: Refusal = no(
  "unsupported_media_type",
  415,
  "the request body has a content-encoding; send it uncompressed: it may name what belongs to another caller",
);

export const unavailable: Refusal = no(
  "pin_unavailable",
  503,
  "who made this cannot be looked up right now: the database is not available",
);

function no(code: string, status: number, message: string, param?: string): Refusal {
  return refuse({ code, status, message, param, by: "pinned" });
}

function shown(id: string): string {
  return id.length > 100 ? `${id.slice(0, 100)}…` : id;
}
