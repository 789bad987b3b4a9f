/** What an admin may ask of the ledger, read from a query; the first thing wrong with it is a 400 that names it. */
import { type Exchange, type Refusal, refuse, RefusalError } from "@headgate/core";

export interface Question {
  readonly limit: number;
  readonly offset: number;
  /** Epoch ms, the first that counts. */
  readonly from?: number;
  /** Epoch ms, the first that no longer counts. */
  readonly to?: number;
  /** A caller's id. */
  readonly caller?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly status?: number;
  /** The record id of a request. */
  readonly request?: string;
  readonly order: "asc" | "desc";
  readonly group_by?: GroupBy;
}

export const groupings = ["caller", "provider", "model", "day"] as const;
export type GroupBy = (typeof groupings)[number];

const most = 1000;

/** Throws a RefusalError. */
export function questionOf(x: Exchange, allowed: readonly (keyof Question)[]): Question {
  const asked = new URLSearchParams(x.query);
  const found: Record<string, string | number> = { limit: 100, offset: 0, order: "desc" };
  for (const [name, value] of asked) {
    if (!allowed.includes(name as keyof Question)) throw wrong(name, `is unknown; expected one of ${allowed.join(", ")}`);
    if (asked.getAll(name).length > 1) throw wrong(name, "is given more than once");
    found[name] = readers[name as keyof Question](value, name);
  }
  const question = found as unknown as Question;
  if (question.from !== undefined && question.to !== undefined && question.from >= question.to)
    throw wrong("to", "must be later than `from`");
  return question;
}

type Reader = (value: string, name: string) => string | number;

const word: Reader = (value, name) => {
  if (value === "" || value.includes("\0")) throw wrong(name, "must be a text that is not empty");
  return value;
};

const time: Reader = (value, name) => {
  const at = /^\d{1,15}$/.test(value) ? Number(value) : rfc3339.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw wrong(name, "must be an RFC 3339 time such as 2026-01-31T00:00:00Z, or milliseconds since 1970");
  return at;
};
const rfc3339 = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

const readers: Readonly<Record<keyof Question, Reader>> = {
  limit: whole(1, most),
  offset: whole(0, 1_000_000_000),
  from: time,
  to: time,
  caller: word,
  provider: word,
  model: word,
  status: whole(100, 599),
  request: word,
  order: oneOf(["asc", "desc"]),
  group_by: oneOf(groupings),
};

function whole(least: number, greatest: number): Reader {
  return (value, name) => {
    const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
    if (!(number >= least && number <= greatest)) throw wrong(name, `must be a whole number from ${least} to ${greatest}`);
    return number;
  };
}

function oneOf(words: readonly string[]): Reader {
  return (value, name) => {
    if (!words.includes(value)) throw wrong(name, `must be one of ${words.join(", ")}`);
    return value;
  };
}

function wrong(name: string, what: string): RefusalError {
  // Whatever was asked may be quoted back, but not at any length.
  const param = name.slice(0, 64);
  const refusal: Refusal = refuse({ code: "invalid_value", status: 400, message: `query parameter \`${param}\` ${what}`, param });
  return new RefusalError(refusal);
}
