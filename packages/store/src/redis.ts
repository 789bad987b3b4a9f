/** The store of many processes: every operation is one round trip to Redis, atomic there, by the server's clock. */
import type { Clock, Log, Reservation, Store } from "@headgate/core";
import { createMirror, type Seen } from "./mirror.ts";
import { RedisConnection, wasAnswered } from "./redis-connection.ts";
import { createGivenUp } from "./redis-given-up.ts";
import { countName, fromRedis, toRedis } from "./redis-text.ts";

export interface RedisStoreOptions {
  /** `redis://`, `rediss://` for TLS, or the path of a socket. One server or a proxy before many, not a cluster's node. */
  readonly url: string;
  /** One line when the server stops to answer, one when it answers again. */
  readonly log: Log;
  readonly clock: Pick<Clock, "now" | "after">;
  /** An operation that takes longer has failed; while this process stands still, time does not count. Default 250. */
  readonly timeoutMs?: number | undefined;
  /** How often a server that does not answer is asked again. Default 1000. */
  readonly probeMs?: number | undefined;
  /** Before all keys. Default `headgate:`. */
  readonly prefix?: string | undefined;
  /** `get` answers at once with what is known and no older than this; 0 always asks. Default 1000. */
  readonly mirrorMs?: number | undefined;
  /** Values that are known; the least recently used leave first. Default 10 000. */
  readonly maxMirrored?: number | undefined;
  /** For tests: the time in milliseconds, in place of the server's. */
  readonly now?: (() => number) | undefined;
}

/**
 * A Store whose every answer is a promise, but for a `get` that is known. Rejects with a RefusalError, 503 `store_unavailable`.
 * A reservation whose answer came too late, or not at all, is settled with nothing as soon as the server can be used.
 */
export type RedisStore = {
  readonly [Method in keyof Store]: Method extends "get"
    ? Store["get"]
    : (...given: Parameters<Store[Method]>) => Promise<Awaited<ReturnType<Store[Method]>>>;
};

export function createRedisStore(options: RedisStoreOptions): RedisStore {
  const {
    url,
    log,
    clock,
    timeoutMs = 250,
    probeMs = 1000,
    prefix = "headgate:",
    mirrorMs = 1000,
    maxMirrored = 10_000,
  } = options;
  const onUp = (): void => givenUp.releaseAll();
  const connection = new RedisConnection({ url, log, clock, timeoutMs, probeMs, probeKey: `${prefix}probe`, onUp });
  const mirror = createMirror(clock, mirrorMs, maxMirrored);
  const time = (): string => (options.now ? String(options.now()) : "");
  const valueName = (key: string): string => `${prefix}v${toRedis(key)}`;
  const reservationName = (id: string): string => `${prefix}r${toRedis(id)}`;

  const settle = (id: string, used: readonly string[]): Promise<number> =>
    connection.run((link) => link.storeSettle(1, reservationName(id), time(), ...used));
  const givenUp = createGivenUp((id, holds) =>
    settle(
      id,
      Array.from({ length: holds }, () => "0"),
    ),
  );

  /** What we write ourselves is known at once; when that fails, nothing is. A later write of ours is newer than this answer. */
  const mirrored = async <T>(key: string, seen: Seen, work: Promise<T>, learn?: (answer: T) => void): Promise<T> => {
    try {
      const answer = await work;
      if (mirror.peek(key) === seen) learn?.(answer);
      return answer;
    } catch (error) {
      if (mirror.peek(key) === seen) mirror.forget(key);
      throw error;
    }
  };

  const read = async (key: string): Promise<string | undefined> => {
    const before = mirror.peek(key);
    const at = clock.now();
    const [text, left] = await connection.run((link) => link.storeRead(1, valueName(key), time()));
    const value = text === undefined ? undefined : fromRedis(text);
    // What was written here since is newer than this answer.
    if (mirror.peek(key) === before) mirror.put(key, value, at, left === undefined ? Infinity : Number(left));
    return value;
  };

  return {
    get(key) {
      const seen = mirror.fresh(key);
      return seen ? seen.value : read(key);
    },
    async set(key, value, ttlMs) {
      const seen = mirror.put(key, value, clock.now(), ttlMs);
      const given = [time(), toRedis(value), String(ttlMs)];
      await mirrored(
        key,
        seen,
        connection.run((link) => link.storeWrite(1, valueName(key), ...given)),
      );
    },
    async max(key, value, ttlMs) {
      const at = clock.now();
      const known = Number(mirror.fresh(key)?.value ?? value);
      const seen = mirror.put(key, String(known > value ? known : value), at, ttlMs);
      const given = [time(), `:${value}`, String(ttlMs)];
      const raised = connection.run((link) => link.storeRaise(1, valueName(key), ...given));
      const [kept] = await mirrored(key, seen, raised, ([text, left]) => mirror.put(key, fromRedis(text), at, Number(left)));
      return Number(fromRedis(kept));
    },
    async delete(key) {
      const seen = mirror.put(key, undefined, clock.now(), Infinity);
      await mirrored(
        key,
        seen,
        connection.run((link) => link.unlink(valueName(key))),
      );
    },
    async reserve(id, holds, ttlMs) {
      const keys = [reservationName(id)];
      const given = [time(), String(ttlMs), toRedis(id)];
      for (const hold of holds) {
        const { key, shape } = countName(prefix, hold);
        keys.push(key);
        given.push(shape[0], String(hold.amount), String(hold.limit), shape[1], shape[2]);
      }
      givenUp.forget(id);
      let sent = false;
      try {
        const [ok, ...said] = await connection.run(
          (link) => ((sent = true), link.storeReserve(keys.length, ...keys, ...given)),
          ([ok]) => givenUp.answered(id, ok === "1"),
        );
        return ok === "1" ? admitted(said[0]) : refused(said as [string, string, string]);
      } catch (error) {
        if (sent && !wasAnswered(error)) givenUp.add(id, holds.length);
        throw error;
      }
    },
    async renew(id, ttlMs) {
      return (await connection.run((link) => link.storeRenew(1, reservationName(id), time(), String(ttlMs)))) === 1;
    },
    async settle(id, actual) {
      const used = actual.map((amount) => (Number.isFinite(amount) ? String(amount) : ""));
      await settle(id, used);
    },
    async used(holds) {
      const names = holds.map((hold) => countName(prefix, hold));
      const given = names.flatMap(({ shape }) => shape);
      const keys = names.map(({ key }) => key);
      return (await connection.run((link) => link.storeUsed(keys.length, ...keys, time(), ...given))).map(Number);
    },
    close() {
      mirror.clear();
      return connection.close();
    },
  };
}

function admitted(remaining: string): Reservation {
  return { ok: true, remaining: remaining === "" ? [] : remaining.split(" ").map(Number) };
}

function refused([hold, used, wait]: readonly [string, string, string]): Reservation {
  return { ok: false, hold: Number(hold), used: Number(used), retryAfterMs: wait === "" ? undefined : Number(wait) };
}
