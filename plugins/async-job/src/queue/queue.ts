/** Which jobs may run next: the table itself answers on SQLite, tickets of pg-boss do on PostgreSQL. */
import type { Trx } from "../jobs/transact.ts";

export interface Queued {
  readonly id: string;
  /** "" is anybody. */
  readonly caller: string;
  readonly priority: number;
}

export interface Queue {
  /**
   * In the transaction that made these pending. `waited`: they were before, and go before others of their priority. Resolves with the
   * callers that `changed` must be asked for once all is committed.
   */
  offer(trx: Trx, jobs: readonly Queued[], waited: boolean): Promise<readonly string[]>;
  /**
   * In the transaction that claims them: hands `start` up to `count` pending jobs, none of a caller beyond its limit, the best first.
   * `start` resolves with those it took; the others go on waiting. Resolves with whether another transaction may find more.
   */
  take(trx: Trx, count: number, start: (ids: readonly string[]) => Promise<readonly string[]>): Promise<boolean>;
  /** After a commit: some of these callers' jobs ended, or became pending. Never rejects. */
  changed(callers: readonly string[]): Promise<void>;
  /** Now and then: finds pending jobs that nobody would take. */
  mend(): Promise<void>;
  /** When it resolves nothing is left behind, on the clock or on a socket. */
  close(): Promise<void>;
}
