/** The promise of the matrix: the outcome of each fault on each path and in each place, and which providers it took. */
import type { FaultRow } from "./faults.ts";
import type { Path } from "./paths.ts";
import { answerOf, type PlaceRow } from "./places.ts";
import type { Seen } from "./seen.ts";

export interface Expected {
  readonly kind: Seen["kind"];
  /** While nothing was sent yet. */
  readonly status: number;
  /** Who the whole answer is of: the other where nothing was sent yet, both where the text broke off. */
  readonly of: "the first" | "the other" | "both";
  /** Calls of the first provider. */
  readonly calls: number;
  /** Whether the answer begins with the other's words, as far as the client, its headers and the log can tell. */
  readonly rescued: boolean;
  /** The whole text; what comes before an error frame is a part of it. */
  readonly text: string;
  /** In the log's words. */
  readonly ended: "complete" | "cut" | "failed" | "refused";
}

export function expectedOf(row: FaultRow, path: Path, { spare, tries, resumes }: PlaceRow): Expected {
  const strikes = path.stream ? strikesOf(row, path) : row.strikes.whole;
  const rescued = spare !== undefined && strikes === "before";
  const text = rescued ? spare.text(path) : answerOf(path);
  const calls = row.kind === "refusing" ? 0 : strikes === "before" && isTriedAgain(row) ? tries : 1;
  const common = { calls, rescued, text, status: statusOf(row, path) };
  if (strikes === "never") return { ...common, kind: "whole", of: "the first", ended: "complete" };
  if (rescued) return { ...common, kind: "whole", of: "the other", ended: "complete" };
  if (strikes === "before") return { ...common, kind: "error", of: "the first", ended: endedOf(row) };
  if (strikes === "after" && resumes && path.resumes) return { ...common, kind: "whole", of: "both", ended: "complete" };
  return { ...common, kind: "error frame", of: "the first", ended: "cut" };
}

/** The vendors do not agree on who has too much to do. */
function statusOf({ error }: FaultRow, { client, vendor }: Path): number {
  return error.status === 503 && client.dialect !== vendor.dialect ? client.overloaded : error.status;
}

/** Without an opening event the first one means something. */
function strikesOf({ strikes }: FaultRow, { vendor }: Path): "before" | "after" | "at the end" {
  if (strikes.streamed !== "opening") return strikes.streamed;
  return vendor.opens ? "before" : "after";
}

/** Not a silent provider, for another is left; nor an empty pool: it names a wait, or has no key to try again. */
function isTriedAgain({ error }: FaultRow): boolean {
  return error.code !== "timeout" && error.by !== "key-failover";
}

/** Somebody refuses in words of his own, a request fails when there were none. */
function endedOf({ error }: FaultRow): Expected["ended"] {
  return error.by === "gateway" ? "failed" : "refused";
}
