/** Every ending of a request, as a script for its provider and its client, and what the ledger must have of it. */
import type { Fault } from "@headgate/simulator";
import type { Vendor } from "../together/vendors.ts";
import type { Way } from "./ways.ts";

/** Of tokens: what the provider said, what the gateway has guessed and says so, or nothing. */
export type Known = "reported" | "estimated" | "none";

export interface Kept {
  /** As the gateway saw it: a provider's 401 is a 401 here. */
  readonly status: number;
  readonly ended: "complete" | "refused" | "failed" | "cut" | "aborted" | "discarded";
  readonly tokens: Known;
  readonly error?: string;
  /** False for a call that no provider could see. */
  readonly reached?: false;
}

export interface Expected {
  readonly request: Kept;
  /** Those that left, in order. */
  readonly calls: readonly Kept[];
}

export interface Ending {
  readonly name: string;
  /** What the provider does, once a call; the last for all that follow. Default: it answers. */
  faults?(vendor: Vendor): readonly Fault[];
  readonly provider?: "patient" | "hasty" | "resetting" | "refusing" | "nobody";
  /** Default: it stays. */
  readonly client?: "without a key" | "leaves before the first byte" | "leaves midway" | "leaves after the usage";
  /** By the provider itself, and the client sees it. */
  readonly counted?: true;
  /** Default: one of its own. */
  readonly model?: string;
  more?(vendor: Vendor): object;
  /** Default: on every way. */
  on?(way: Way): boolean;
  /** Absent: neither a record nor a call. */
  expects?(way: Way): Expected;
}

const complete: Kept = { status: 200, ended: "complete", tokens: "reported" };
const refused = (status: number, error: string): Kept => ({ status, ended: "refused", tokens: "none", error });
const lost: Kept = { status: 502, ended: "failed", tokens: "none", error: "upstream_error" };
const unheard: Kept = { ...lost, reached: false };
const late: Kept = { status: 504, ended: "failed", tokens: "none", error: "timeout" };
/** Midway: a provider may have told by then what it has used so far. */
const sofar = ({ tells }: Way): Known => (tells === "with every event" ? "reported" : "estimated");
/** All but the terminator was told. */
const almost = ({ tells }: Way): Known => (tells === "with the end" ? "estimated" : "reported");
const cut =
  (error: string) =>
  (way: Way): Kept => ({ status: 200, ended: "cut", tokens: sofar(way), error });
const once = (request: Kept): Expected => ({ request, calls: [request] });
const always = (kept: Kept) => (): Expected => once(kept);
/** A whole answer breaks before anything was sent, a stream midway. */
const broken =
  (whole: Kept, streamed: (way: Way) => Kept) =>
  (way: Way): Expected =>
    once(way.stream ? streamed(way) : whole);
const gone: Kept = { status: 499, ended: "aborted", tokens: "none", error: "client_closed_request" };
const left = (way: Way): Kept => ({ status: 200, ended: "aborted", tokens: sofar(way) });
const tripped = (vendor: Vendor): object => vendor.failure("The model has tripped", "tripped");
const overloaded = refused(500, "internal_error");
const internal = (vendor: Vendor): readonly Fault[] => [vendor.refuses(500, "The model has tripped", "internal_error")];
const said = ({ codes }: Way, status: 400 | 401 | 429): Kept => refused(status, codes[status]);
const dropped = (kept: Kept): Kept => ({ ...kept, ended: "discarded" });

export const endings: readonly Ending[] = [
  { name: "a whole answer", expects: always(complete) },
  { name: "a whole answer that shows its usage", counted: true, expects: always(complete) },
  {
    name: "a whole answer without usage",
    faults: () => [{ usage: null }],
    // Only a stream's events are counted by the gateway.
    expects: broken({ ...complete, tokens: "none" }, () => ({ ...complete, tokens: "estimated" })),
  },
  { name: "400 by the provider", faults: () => [{ status: 400 }], expects: (way) => once(said(way, 400)) },
  { name: "401 for the gateway's key", faults: ({ wrongKey }) => [wrongKey], expects: (way) => once(said(way, 401)) },
  { name: "500 by the provider", faults: internal, expects: always(overloaded) },
  {
    name: "503 without a body",
    faults: () => [{ status: 503, emptyBody: true }],
    expects: ({ overloaded }) => once(refused(overloaded, "upstream_error")),
  },
  { name: "a refused connection", provider: "refusing", expects: () => ({ request: lost, calls: [unheard] }) },
  { name: "a torn connection before the headers", faults: () => [{ resetAfter: 0 }], expects: always(lost) },
  { name: "silence before the headers", faults: () => [{ hang: true }], provider: "hasty", expects: always(late) },
  {
    name: "silence before the first event",
    faults: () => [{ delayFirstEventMs: 60_000 }],
    provider: "hasty",
    expects: always(late),
  },
  { name: "silence midway", faults: () => [{ stallAfter: 20 }], provider: "hasty", expects: broken(late, cut("timeout")) },
  { name: "a clean end midway", faults: () => [{ cutAfter: 20 }], expects: broken(lost, cut("upstream_error")) },
  { name: "a torn connection midway", faults: () => [{ resetAfter: 20 }], expects: broken(lost, cut("upstream_error")) },
  {
    name: "a reset midway",
    faults: () => [{ resetAfter: 20 }],
    provider: "resetting",
    expects: broken(lost, cut("upstream_error")),
  },
  { name: "a damaged first event", faults: () => [{ malformedAfter: 0 }], expects: always(lost) },
  { name: "a damaged event midway", faults: () => [{ malformedAfter: 20 }], expects: broken(lost, cut("upstream_error")) },
  {
    name: "no terminator",
    faults: () => [{ noDone: true }],
    // A whole answer has none.
    expects: broken(complete, (way) => ({ ...cut("upstream_error")(way), tokens: almost(way) })),
  },
  {
    name: "an error as the first event",
    faults: (vendor) => [{ errorFirst: tripped(vendor) }],
    expects: always(refused(502, "tripped")),
  },
  {
    name: "an error midway",
    faults: (vendor) => [{ errorAfter: 20, error: tripped(vendor) }],
    expects: broken(refused(502, "tripped"), cut("tripped")),
  },
  {
    name: "the client gone before the first byte",
    faults: () => [{ hang: true }],
    client: "leaves before the first byte",
    expects: always(gone),
  },
  {
    name: "the client gone midway",
    faults: () => [{ stallAfter: 20 }],
    client: "leaves midway",
    expects: broken(gone, left),
  },
  {
    name: "the client gone after the usage",
    // All but the terminator.
    faults: () => [{ stallAfter: 10_000 }],
    client: "leaves after the usage",
    // Messages are told nothing more by a provider of Chat until it ends.
    on: ({ stream, shown }) => !stream || shown !== undefined,
    expects: broken(gone, (way) => ({ ...left(way), tokens: almost(way) })),
  },
  {
    name: "a fallback after a 500",
    faults: internal,
    more: ({ dialect }) => ({ fallbacks: [`spare-${dialect}/m`] }),
    expects: () => ({ request: complete, calls: [dropped(overloaded), complete] }),
  },
  {
    name: "a fallback that fails too",
    faults: internal,
    more: ({ dialect }) => ({ fallbacks: [`refusing-${dialect}/m`] }),
    expects: () => ({ request: overloaded, calls: [overloaded, dropped(unheard)] }),
  },
  {
    name: "retried after a 429",
    faults: () => [{ status: 429, times: 1 }],
    expects: (way) => ({ request: complete, calls: [dropped(said(way, 429)), complete] }),
  },
  {
    name: "retried in vain",
    faults: () => [{ status: 429 }],
    expects: (way) => {
      const limited = said(way, 429);
      return { request: limited, calls: [dropped(limited), dropped(limited), limited] };
    },
  },
  {
    name: "refused by a plugin",
    model: "refused",
    expects: () => ({ request: refused(409, "refused_here"), calls: [] }),
  },
  {
    name: "refused by a plugin around the call",
    model: "refused-within",
    expects: () => ({ request: refused(409, "refused_here"), calls: [] }),
  },
  {
    name: "a model that nobody has",
    provider: "nobody",
    expects: () => ({ request: refused(404, "model_not_found"), calls: [] }),
  },
  // auth stands before the ledger, so that nobody without a key can fill it.
  { name: "refused by auth", client: "without a key" },
];
