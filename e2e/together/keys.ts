/** The scenarios of key failover, S1 to S8: what the provider says to each key, and what the client, the log and the next request see of it. */
import type { Fault } from "@headgate/simulator";
import type { Vendor } from "./vendors.ts";

export interface Scenario {
  readonly name: string;
  readonly keys: readonly string[];
  /** By key; a key without an entry is answered when the provider knows it, else refused with 401. */
  readonly says: Readonly<Record<string, (vendor: Vendor) => Fault>>;
  /** The client brings a key of its own. */
  readonly callersKey?: string;
  /** The keys that were tried, in this order. */
  readonly tried: readonly string[];
  /** All of it once more for each further try of a target. */
  readonly repeated?: true;
  readonly status: number;
  readonly retryAfter?: string;
  /** Of the gateway's own error; absent: the answer is whole, or the provider's own words are relayed. */
  readonly error?: { readonly message: string; readonly type: string; readonly code: string };
  readonly hint: string;
  /** Whether a second provider is asked in place of an error. */
  readonly rescued: boolean;
  /** The keys that the next request tries: what is left of the pool. */
  readonly next: readonly string[];
}

export const [k0, k1, k2] = ["k0-long-key", "k1-long-key", "k2-long-key"] as const;
export const callersKey = "user-byok";

type Says = (vendor: Vendor) => Fault;
const limits =
  (seconds: number, more: Readonly<Record<string, string>> = {}): Says =>
  (vendor) => ({
    ...vendor.refuses(429, "Rate limit exceeded", "rate_limit_exceeded"),
    headers: { "retry-after": String(seconds), ...more },
  });
const rejects =
  (status: 401 | 403): Says =>
  (vendor) =>
    status === 401 ? vendor.wrongKey : vendor.refuses(status, "Invalid API key", "invalid_api_key");
const fails: Says = (vendor) => vendor.refuses(500, "Internal server error", "internal_error");

const limited = { message: "all configured keys are rate-limited", type: "rate_limit_error", code: "rate_limit_exceeded" };
const rejected = { message: "all configured keys failed authentication", type: "api_error", code: "server_error" };

/** `next` once more stands for the state of each key: one that rests or is out of use is passed by. */
export const scenarios: readonly Scenario[] = [
  { name: "S1: one good key", keys: [k0], says: {}, tried: [k0], status: 200, hint: "k0...ey", rescued: false, next: [k0] },
  {
    name: "S2: the next key after a 429",
    keys: [k0, k1],
    says: { [k0]: limits(5) },
    tried: [k0, k1],
    status: 200,
    hint: "k1...ey",
    rescued: false,
    next: [k1],
  },
  ...([401, 403] as const).map((status, i): Scenario => ({
    name: `S${i + 3}: the next key after a ${status}`,
    keys: [k0, k1],
    says: { [k0]: rejects(status) },
    tried: [k0, k1],
    status: 200,
    hint: "k1...ey",
    rescued: false,
    next: [k1],
  })),
  {
    name: "S5: all keys limited",
    keys: [k0, k1, k2],
    says: { [k0]: limits(5), [k1]: limits(3), [k2]: limits(10) },
    tried: [k0, k1, k2],
    status: 429,
    retryAfter: "3",
    error: limited,
    hint: "k2...ey",
    rescued: true,
    next: [],
  },
  {
    name: "S6: all keys rejected",
    keys: [k0, k1],
    says: { [k0]: rejects(401), [k1]: rejects(401) },
    tried: [k0, k1],
    status: 502,
    error: rejected,
    hint: "k1...ey",
    rescued: true,
    next: [],
  },
  {
    name: "S7: no next key after a 500",
    keys: [k0, "k1-unscripted"],
    says: { [k0]: fails },
    tried: [k0],
    repeated: true,
    status: 500,
    hint: "k0...ey",
    rescued: true,
    next: [k0],
  },
  {
    name: "S8: the caller's own key",
    keys: [k0],
    says: { [callersKey]: limits(5, { "x-should-retry": "false" }) },
    callersKey,
    tried: [callersKey],
    status: 429,
    hint: "u...k",
    rescued: false,
    next: [k0],
  },
];
