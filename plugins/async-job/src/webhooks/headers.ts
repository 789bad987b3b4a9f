/** Headers that an endpoint adds to what is sent to it. Their values are secrets: shown as a mark, which keeps what is stored. */
import { invalid } from "./refusals.ts";

export const redacted = "<REDACTED>";

/** By name, as an admin writes them. */
export type HeaderDrafts = Readonly<Record<string, { readonly value: string }>>;
type Headers = Readonly<Record<string, string>>;

/** Throws a RefusalError with status 400; `stored` is asked only where something of it is kept. */
export function headersOf(drafts: HeaderDrafts, stored: () => Headers): Headers {
  const entries = Object.entries(drafts);
  if (entries.length > most) throw invalid("headers", `headers: found ${entries.length}, expected ${most} at most`);
  const seen = new Set<string>();
  for (const [name, { value }] of entries) {
    const param = `headers.${name.slice(0, 100)}`;
    const lower = name.toLowerCase();
    if (!/^[!#$%&'*+.^_`|~\w-]{1,100}$/.test(name)) throw invalid(param, `${param}: is no name of a header`);
    if (isReserved(lower)) throw invalid(param, `${param}: is reserved, the gateway sets it itself`);
    if (seen.has(lower)) throw invalid(param, `${param}: is there twice`);
    // Anything else could end the header and begin another.
    if (!/^[\t\x20-\x7e]{0,4096}$/.test(value))
      throw invalid(param, `${param}: expected 4096 printable ASCII characters at most`);
    seen.add(lower);
  }
  if (!entries.some(([, { value }]) => value === redacted))
    return Object.fromEntries(entries.map(([name, { value }]) => [name, value]));
  const kept = new Map(Object.entries(stored()).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    entries.map(([name, { value }]) => {
      if (value !== redacted) return [name, value];
      const old = kept.get(name.toLowerCase());
      if (old === undefined)
        throw invalid(`headers.${name}`, `headers.${name}: no value is stored that ${redacted} could stand for`);
      return [name, old];
    }),
  );
}

const most = 32;

function isReserved(name: string): boolean {
  return reserved.has(name) || /^(?:webhook|svix|x-bifrost|proxy)-/.test(name);
}

/** Headers of the message itself, and those that belong to the connection. */
const reserved: ReadonlySet<string> = new Set([
  "host",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
