/** The places of a provider: alone, with another to fall back to, and with everything on that helps. */
import type { GatewayConfigInput } from "@headgate/config";
import { auth, fallback } from "../start/config.ts";
import { type Path, said } from "./paths/path.ts";
import type { Vendor } from "./vendors.ts";

export type Place = "alone" | "backed" | "everything";

/** The providers that answer instead of the first, with a text of their own or with the very same; one for each dialect. */
export interface Spare {
  readonly name: string;
  readonly key: string;
  /** The key as the log prints it. */
  readonly hint: string;
  /** Of a path's two. */
  vendor(path: Path): Vendor;
  text(path: Path): string;
}

export interface PlaceRow {
  readonly place: Place;
  /** After the path's, in the head of a table. */
  readonly suffix: string;
  readonly spare?: Spare;
  /** Tries of one target. */
  readonly tries: number;
  /** Whether another goes on with a text that broke off. */
  readonly resumes: boolean;
  /** `chains`: what to try next, by `provider/model`. */
  config(chains: Record<string, string[]>): Pick<GatewayConfigInput, "plugins" | "streams">;
}

/** The number of events in a streamed answer of a provider that breaks, and of the one that says the same. */
export const events = 40;

/** The echo has seven pieces, and the simulator repeats it until it has sent the requested number. */
export const echo = `You said: "${said}". This answer was simulated.`;
const stretched = `${`${echo} `.repeat(5)}You said: "${said}". This answer`;

/** What a provider of `events` says. */
export function answerOf({ stream }: Pick<Path, "stream">): string {
  return stream ? stretched : echo;
}

export const other: Spare = {
  name: "spare",
  key: "sk-spare-key-of-the-tests-0123456789",
  hint: "sk-s...6789",
  vendor: ({ otherVendor }) => otherVendor,
  text: () => "from the spare one",
};
export const twin: Spare = {
  name: "twin",
  key: "sk-twin-key-of-the-tests-0123456789",
  hint: "sk-t...6789",
  vendor: ({ vendor }) => vendor,
  text: answerOf,
};

/** A provider's name. */
export function nameOf({ name }: Pick<Spare, "name">, { dialect }: Vendor): string {
  return `${name}-${dialect}`;
}

const pool = "@headgate/plugin-key-failover";

export const places: readonly PlaceRow[] = [
  { place: "alone", suffix: "", tries: 1, resumes: false, config: () => ({ plugins: [auth(), pool] }) },
  {
    place: "backed",
    suffix: ", backed",
    spare: other,
    tries: 1,
    resumes: false,
    config: (chains) => ({ plugins: [auth(), fallback(chains), pool] }),
  },
  {
    place: "everything",
    suffix: ", everything on",
    spare: twin,
    tries: 3,
    resumes: true,
    config: (chains) => ({
      plugins: [
        auth(),
        "@headgate/plugin-session-sticky",
        fallback(chains),
        "@headgate/plugin-circuit-breaker",
        ["@headgate/plugin-retry", { initialMs: 1, maxMs: 2 }],
        pool,
      ],
      streams: { resume: true },
    }),
  },
];
