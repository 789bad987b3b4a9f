/** A request that its provider gets as it is: judged by the provider's allow-list, and taken as it came. */
import { type Call, type Exchange, type Refusal, refuse } from "@headgate/core";
import { letsThrough, type Operation, type StoredPath, storedPathOf } from "@headgate/dialects";
import { modelNotFound } from "./failure.ts";
import type { Place } from "./place.ts";
import { pulled } from "./pulled.ts";
import type { OutgoingBody } from "./request.ts";

/** What the attempt cannot learn from an operation. */
export interface Raw {
  readonly method: string;
  /** Begins at the origin, with the query. */
  readonly path: string;
  /** Asking again does no harm. */
  readonly repeatable: boolean;
  /** Rewrites a JSON answer, which is then read whole. */
  readonly relocate?: StoredPath["relocate"];
}

export interface Passing {
  readonly call: Call;
  readonly operation: Operation;
  readonly raw: Raw;
  readonly outgoing: OutgoingBody;
}

/** A refusal stops the request: nobody else has what this provider keeps. */
export function passThrough(x: Exchange, call: Call, place: Place | undefined): Passing | Refusal {
  if (!place) return unknownProvider(call.provider, x.dialect);
  const { passthrough: operation, stored } = place.wire;
  const { method } = x;
  if (place.dialect !== x.dialect || !operation) return otherDialect(place, x.dialect);
  const at = stored && storedPathOf(stored, method, x.path);
  const path = at ? x.path : x.path.slice(x.path.indexOf("/", 1));
  if (!letsThrough(place, at, method, path)) return notAllowed(place.name, method, path);
  // A key that is restricted to some models must not be used for a request that names none.
  const credential = call.credential ?? place.credentials.find(({ models }) => models === undefined);
  if (!credential && place.credentials.length > 0) return { ...modelNotFound(call), scope: "request" };
  const own = at ? place.basePath + path.slice(stored.below[0]!.length) : path;
  const query = place.withQuery(at ? withoutProvider(x.query) : x.query);
  return {
    call: { ...call, credential },
    operation,
    raw: { method, path: own + query, repeatable: method === "GET", relocate: at?.relocate },
    outgoing: outgoing(x, call),
  };
}

/** At the SDKs' own paths this part of the query is meant for the gateway, not for the provider. */
function withoutProvider(query: string): string {
  if (!/prov|%/i.test(query)) return query;
  const crosses = (pair: string): boolean => !new URLSearchParams(pair).has("provider");
  return query.split("&").filter(crosses).join("&");
}

/** A form may be in a file: it is read as fast as the socket takes it, and anew for each attempt. */
function outgoing({ headers }: Exchange, { body }: Call): OutgoingBody {
  const { size } = body;
  const { "content-type": type = "" } = headers;
  if (size === 0 || !/^multipart\//i.test(type)) return { body: bytesOf(body), size, withholdUsage: false };
  return { body: { [Symbol.asyncIterator]: () => pulled(body.open()) }, size, withholdUsage: false, type };
}

/** Anything else is in memory, and pushed at once. */
function bytesOf(body: Call["body"]): Uint8Array {
  const chunks: Uint8Array[] = [];
  body.open().start({ write: (bytes) => void chunks.push(bytes), end() {}, fail() {} });
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** The provider's headers, flat, with those of the client that describe the content and what is accepted, but none that identify the client. */
export function withClients(headers: readonly string[], { headers: client, body }: Exchange): readonly string[] {
  const out: string[] = [];
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i]!.toLowerCase() !== "content-type") out.push(headers[i]!, headers[i + 1]!);
  }
  for (const name of body.size > 0 ? crossing : crossing.slice(2)) {
    const value = client[name];
    if (value !== undefined && !out.some((said, i) => i % 2 === 0 && said.toLowerCase() === name)) out.push(name, value);
  }
  return out;
}

/** The first two are about the body. Not `idempotency-key`: two clients that share our key must not share an answer. */
const crossing = ["content-type", "content-encoding", "accept", "openai-beta", "range", "if-range"];

/** If it is not `repeatable`, only a refused key has certainly done nothing: another key can be tried, but nothing else. */
export function ofOnce(why: Refusal, raw: Raw | undefined): Refusal {
  return !raw || raw.repeatable || why.scope === "key" ? why : { ...why, scope: "request" };
}

function unknownProvider(name: string, dialect: string): Refusal {
  const message =
    name === ""
      ? `no provider of the ${dialect} dialect is configured`
      : `unknown provider ${JSON.stringify(name.slice(0, 100))}`;
  return refuse({ code: "unknown_provider", status: 400, message, by: "gateway" });
}

function otherDialect({ name, dialect }: Place, wanted: string): Refusal {
  const message = `provider ${name} speaks the ${dialect} dialect, not ${wanted}: use the passthrough of its own`;
  return refuse({ code: "unsupported_operation", status: 400, message, by: "gateway" });
}

function notAllowed(provider: string, method: string, path: string): Refusal {
  const rule = `${method} ${path.slice(0, 200)}`;
  const message = `${provider} does not let ${rule} through: to allow it, list "${rule}" in providers.${provider}.passthrough`;
  return refuse({ code: "passthrough_not_allowed", status: 404, message, by: "gateway" });
}
