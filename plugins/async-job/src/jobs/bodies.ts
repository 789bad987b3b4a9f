/** Converts requests and outputs to and from their rows: plain, or sealed if there is a key. */
import type { Frozen } from "@headgate/core";
import { fromFlag, toFlag } from "@headgate/db";
import type { Insertable, Selectable } from "kysely";
import type { JobSeal } from "./seal.ts";
import type { BodyKind, BodyRow } from "./tables.ts";

export interface Bodies {
  head(request: Frozen, job: string): string;
  body(bytes: Uint8Array, job: string, kind: BodyKind): Insertable<BodyRow>;
  /** Throws an UnreadableError. */
  request(head: string, row: Selectable<BodyRow>): Frozen;
  /** Throws an UnreadableError. */
  bytes(row: Selectable<BodyRow>): Uint8Array;
}

/** JSON of an object never begins like this. */
const sealedHead = "sealed.";

export function createBodies({ seals, seal, open }: JobSeal): Bodies {
  const bytes = ({ bytes: stored, sealed, job_id, kind }: Selectable<BodyRow>): Uint8Array =>
    fromFlag(sealed) ? open(stored, job_id, kind) : stored;
  const headOf = (head: string, job: string): string => {
    if (!head.startsWith(sealedHead)) return head;
    return Buffer.from(open(Buffer.from(head.slice(sealedHead.length), "base64"), job, "head")).toString("utf8");
  };
  return {
    head({ exchange, slots, call }, job) {
      const text = JSON.stringify({ exchange, slots, call });
      return seals ? sealedHead + Buffer.from(seal(Buffer.from(text), job, "head")).toString("base64") : text;
    },
    body: (plain, job_id, kind) => ({ job_id, kind, sealed: toFlag(seals), bytes: seals ? seal(plain, job_id, kind) : plain }),
    request: (head, row) => ({ ...(JSON.parse(headOf(head, row.job_id)) as Omit<Frozen, "bytes">), bytes: bytes(row) }),
    bytes,
  };
}
