/** What can go wrong with a provider: when each fault strikes, and what a client without a second provider sees of it. */
import type { Fault } from "@headgate/simulator";
import type { Vendor } from "./vendors.ts";

export interface FaultRow {
  readonly name: string;
  /** In the provider's own words. */
  fault(vendor: Vendor): Fault;
  /**
   * Before or after the first event that means something; "opening": before it, where streams have an event that only opens them;
   * "at the end": after the text, so that there is nothing to go on with; "never": this way of answering has nothing to damage.
   */
  readonly strikes: { readonly streamed: "before" | "opening" | "after" | "at the end"; readonly whole: "before" | "never" };
  /** The error when nothing was sent yet, and its code also in a stream's last frame. */
  readonly error: {
    readonly status: number;
    readonly code: string;
    /** Who said so: the provider, in words of its own; the gateway, about it; or the pool of keys, when none is left. */
    readonly by: "provider" | "gateway" | "key-failover";
    readonly retryAfter?: string;
  };
  /** The state in which the fault leaves its key for the next request. */
  readonly key: "good" | "spent";
  /** Behind a hop that resets connections, or not there at all. */
  readonly kind: ProviderKind;
  /** Which timer ends a silence: the only short one, so that nothing else has to happen in time. */
  readonly timer?: SilenceTimer;
}

export type ProviderKind = "plain" | "resetting" | "refusing";
type SilenceTimer = "headersMs" | "firstEventMs" | "idleMs";

const before = { streamed: "before", whole: "before" } as const;
const opening = { streamed: "opening", whole: "before" } as const;
const after = { streamed: "after", whole: "before" } as const;
const lost = { status: 502, code: "upstream_error", by: "gateway" } as const;
const late = { status: 504, code: "timeout", by: "gateway" } as const;
const said = { status: 502, code: "tripped", by: "provider" } as const;
const failure = (vendor: Vendor): object => vendor.failure("The model has tripped", "tripped");

export const faults: readonly FaultRow[] = [
  row("an error inside a 200", (vendor) => ({ errorFirst: failure(vendor) }), before, said),
  row("an error after the opening event", (vendor) => ({ errorAfter: 1, error: failure(vendor) }), opening, said),
  row("an error after 20 events", (vendor) => ({ errorAfter: 20, error: failure(vendor) }), after, said),
  row("no terminator", { noDone: true }, { streamed: "at the end", whole: "never" }, lost),
  row("a clean end after the opening event", { cutAfter: 1 }, opening, lost),
  row("a clean end after 20 events", { cutAfter: 20 }, after, lost),
  row("a torn connection before the headers", { resetAfter: 0 }, before, lost),
  row("a reset after the opening event", { resetAfter: 1 }, opening, lost, "resetting"),
  row("a torn connection after 20 events", { resetAfter: 20 }, after, lost),
  row("a reset after 20 events", { resetAfter: 20 }, after, lost, "resetting"),
  silence("before the headers", { hang: true }, before, "headersMs"),
  silence("after the headers", { delayFirstEventMs: 60_000 }, before, "firstEventMs"),
  silence("after the opening event", { stallAfter: 1 }, opening, "idleMs"),
  silence("after 20 events", { stallAfter: 20 }, after, "idleMs"),
  row("a damaged first event", { malformedAfter: 0 }, before, lost),
  row("a damaged event after 20", { malformedAfter: 20 }, after, lost),
  row("HTML with status 200", { contentType: "text/html", body: "<h1>It works</h1>" }, before, lost),
  row("an empty body", { emptyBody: true }, before, lost),
  row("500 with a body", (vendor) => vendor.refuses(500, "The model has tripped", "internal_error"), before, {
    status: 500,
    code: "internal_error",
    by: "provider",
  }),
  row("503 without a body", { status: 503, emptyBody: true }, before, { status: 503, code: "upstream_error", by: "provider" }),
  spent(
    "429 with Retry-After",
    { status: 429, headers: { "retry-after": "7" } },
    {
      status: 429,
      code: "rate_limit_exceeded",
      by: "key-failover",
      retryAfter: "7",
    },
  ),
  spent("401 for the gateway's key", ({ wrongKey }) => wrongKey, { status: 502, code: "server_error", by: "key-failover" }),
  row("a refused connection", {}, before, lost, "refusing"),
];

/** The timeouts of a row's provider, where not the usual ones. */
export function timeoutsOf({ timer }: FaultRow, stream: boolean): { readonly timeouts?: Readonly<Record<string, number>> } {
  if (timer === undefined) return {};
  // The call has to arrive in that time.
  if (timer === "headersMs") return { timeouts: { headersMs: 3000 } };
  // Once its headers are there, only the total is watched of an answer that is not streamed.
  return { timeouts: stream ? { [timer]: 1000 } : { totalMs: 3000 } };
}

function row(
  name: string,
  fault: Fault | FaultRow["fault"],
  strikes: FaultRow["strikes"],
  error: FaultRow["error"],
  kind: ProviderKind = "plain",
): FaultRow {
  return { name, fault: typeof fault === "function" ? fault : () => fault, strikes, error, key: "good", kind };
}

function silence(when: string, fault: Fault, strikes: FaultRow["strikes"], timer: SilenceTimer): FaultRow {
  return { ...row(`silence ${when}`, fault, strikes, late), timer };
}

function spent(name: string, fault: Fault | FaultRow["fault"], error: FaultRow["error"]): FaultRow {
  return { ...row(name, fault, before, error), key: "spent" };
}
