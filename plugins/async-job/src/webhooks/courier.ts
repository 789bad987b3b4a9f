/** Sends what is due: a limited number at a time, under leases that other replicas take over, with one timer for what comes next. */
import type { Clock, Log, Random } from "@headgate/core";
import type { Kysely } from "@headgate/db";
import type { Attempts } from "./attempt.ts";
import { coalesce } from "./coalesce.ts";
import { dueOf } from "./due.ts";
import type { Endpoint } from "./model.ts";
import type { Tables } from "./tables.ts";
import { finish, giveBack, take, type Taken } from "./taken.ts";

export interface Courier {
  start(): void;
  /** Jobs may have ended. */
  tell(): void;
  /** Something may be due that was not. */
  look(): void;
  /** Takes nothing more. What is still under way after a while is aborted, and sent by the next process. */
  close(): Promise<void>;
}

export interface CourierParts {
  readonly tables: Kysely<Tables>;
  readonly host: { readonly clock: Clock; readonly random: Random; readonly log: Log };
  readonly attempts: Pick<Attempts, "attempt">;
  /** Makes messages of jobs that have ended; whether there were any. */
  tell(): Promise<boolean>;
  sweep(): Promise<void>;
}

/** What other processes did, and did not finish, is found so often: ended jobs and due messages by turns. */
const pollMs = 1000;
/** Two processes that want the same do not ask for it all the time. */
const leastMs = 20;
const sweepMs = 3_600_000;
/** Of this process, whose memory holds their bodies. */
const mostAtOnce = 128;
/** What a receiver has nearly answered need not be sent twice. */
const graceMs = 3000;

export function createCourier(parts: CourierParts): Courier {
  return new Sending(parts);
}

class Sending implements Courier {
  readonly parts: CourierParts;
  readonly look: () => Promise<void>;
  readonly tell: () => Promise<void>;
  readonly stop = new AbortController();
  working: Promise<void>[] = [];
  cancel = (): void => {};
  /** When the next message is due that nobody sends, as far as is known. */
  nextAt = Infinity;
  pollAt = 0;
  sweepAt = 0;
  polls = 0;
  readonly failing = new Set<string>();
  closing = false;

  constructor(parts: CourierParts) {
    this.parts = parts;
    this.look = coalesce(() => this.quietly("take due webhooks", this.takeDue()));
    this.tell = coalesce(() => this.quietly("find ended jobs for webhooks", this.makeMessages()));
  }

  start(): void {
    this.pollAt = this.parts.host.clock.now() + pollMs;
    void this.tell();
    void this.look();
    this.arm();
  }
  async close(): Promise<void> {
    this.closing = true;
    this.cancel();
    // What was being taken comes to its end, too.
    await Promise.all([this.tell(), this.look()]);
    if (this.working.length === 0) return;
    const giveUp = this.parts.host.clock.after(graceMs, () => this.stop.abort(new Error("the gateway is shutting down")));
    await Promise.all(this.working);
    giveUp();
  }

  /** The one timer. */
  arm(): void {
    this.cancel();
    if (this.closing) return;
    const { clock } = this.parts.host;
    const at = Math.min(this.pollAt, Math.max(this.nextAt, clock.now() + leastMs));
    this.cancel = clock.after(at - clock.now(), () => void this.tick());
  }
  async tick(): Promise<void> {
    const now = this.parts.host.clock.now();
    if (now < this.pollAt) return this.look();
    this.pollAt = now + pollMs;
    if (now >= this.sweepAt) {
      this.sweepAt = now + sweepMs;
      await this.quietly("remove old webhooks", this.parts.sweep());
    }
    if (++this.polls % 2 === 0 || now >= this.nextAt) await this.look();
    else await this.tell();
    this.arm();
  }

  async makeMessages(): Promise<void> {
    if (!this.closing && (await this.parts.tell())) void this.look();
  }
  async takeDue(): Promise<void> {
    if (this.closing) return;
    const { tables, host } = this.parts;
    this.nextAt = Infinity;
    try {
      const found = await dueOf(tables, host.clock.now());
      for (const { endpoint, dueAt } of found.toSorted((a, b) => a.dueAt - b.dueAt)) {
        const [now, room] = [host.clock.now(), mostAtOnce - this.working.length];
        if (dueAt > now) this.nextAt = Math.min(this.nextAt, dueAt);
        else if (room > 0) {
          for (const taken of await take(tables, endpoint, room, host.random.uuid(), now)) this.work(taken, endpoint);
        }
      }
    } finally {
      this.arm();
    }
  }
  /** Whose end looks for more. */
  work(taken: Taken, endpoint: Endpoint): void {
    const working = this.quietly("send a webhook", this.send(taken, endpoint)).then(() => {
      this.working = this.working.filter((other) => other !== working);
      void this.look();
    });
    this.working.push(working);
  }
  async send(taken: Taken, endpoint: Endpoint): Promise<void> {
    const { tables, host, attempts } = this.parts;
    const { signal } = this.stop;
    // A database that is away leaves it under its lease, which lapses.
    const { attempt, againAt } = await attempts.attempt(taken.delivery, endpoint, signal);
    if (signal.aborted && attempt.status_code === undefined) return giveBack(tables, taken, host.clock.now());
    const { outcome, status_code, error, attempt_no } = attempt;
    await finish(tables, taken, { ...attempt, id: host.random.uuid() }, againAt);
    if (outcome === "exhausted" || outcome === "permanent_failure") {
      const { id, job_id } = taken.delivery;
      const about = { endpoint: endpoint.name, job: job_id, webhook: id, attempts: attempt_no, status: status_code, why: error };
      host.log.warn(about, "a webhook could not be delivered");
    }
  }
  /** Says once that it fails, for it is tried again every second. */
  async quietly(what: string, work: Promise<unknown>): Promise<void> {
    try {
      await work;
      this.failing.delete(what);
    } catch (err) {
      if (!this.failing.has(what)) this.parts.host.log.warn({ err }, `could not ${what}: it is tried again`);
      this.failing.add(what);
    }
  }
}
