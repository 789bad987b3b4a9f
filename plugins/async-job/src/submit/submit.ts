/** Makes a job of a request: it is on disk before the caller hears of it. */
import { type Body, type Call, type Exchange, type Host, isRefusal, type Refusal } from "@headgate/core";
import { bytesBody } from "@headgate/wire";
import type { Job, Jobs } from "../jobs/job.ts";
import { callerOf } from "./caller.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { refusalOf, type Way } from "./kind.ts";
import { ownKey, reusedKey } from "./refusals.ts";
import { type Wishes, wishesOf } from "./wishes.ts";

export interface Submitted {
  readonly job: Job;
  readonly wishes: Wishes;
}

export type Submit = (x: Exchange, call: Call, way: Way) => Promise<Submitted | Refusal>;

export interface SubmitParts {
  readonly host: Pick<Host, "clock" | "random" | "freeze">;
  readonly jobs: Pick<Jobs, "add">;
  readonly resultTtlSeconds: number;
  /** Id of the endpoint of that name. */
  endpoint(name: string): Promise<string | Refusal>;
}

export function createSubmit({ host, jobs, resultTtlSeconds, endpoint }: SubmitParts): Submit {
  const inTurn = createTurns();
  return async (x, call, way) => {
    if (call.credential?.owner === "caller" || x.headers["x-bf-direct-key"] === "true") return ownKey;
    const wishes = wishesOf(x, resultTtlSeconds);
    const no = refusalOf(x, way) ?? (isRefusal(wishes) ? wishes : undefined);
    if (no || isRefusal(wishes)) return no!;
    const webhook = wishes.webhook === undefined ? undefined : await endpoint(wishes.webhook);
    if (isRefusal(webhook)) return webhook;
    const store = async (bytes: Uint8Array): Promise<Submitted | Refusal> => {
      const fingerprint = fingerprintOf(x, bytes);
      const { job, added } = await jobs.add({
        id: host.random.uuid(),
        caller: callerOf(x),
        path: x.path,
        operation: x.operation,
        dialect: x.dialect,
        requestId: x.id,
        priority: wishes.priority,
        createdAt: host.clock.now(),
        ttlMs: wishes.ttlMs,
        webhook,
        fingerprint,
        idempotencyKey: wishes.idempotencyKey,
        request: host.freeze(x, { ...call, body: bytesBody(bytes) }),
      });
      return added || job.fingerprint === fingerprint ? { job, wishes } : reusedKey;
    };
    const { body } = call;
    return body.bytes ? store(body.bytes) : inTurn(async () => store(await read(body)));
  };
}

/** Spooled bodies are large: one at a time is read into memory, encrypted and stored. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => {});
    return mine;
  };
}

/** A spooled body, which cannot wait in a file of this process. */
function read(body: Body): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const whole = Buffer.alloc(body.size);
    let length = 0;
    body.open().start({
      write(bytes) {
        whole.set(bytes, length);
        length += bytes.byteLength;
      },
      end: () => resolve(whole.subarray(0, length)),
      fail: ({ message }) => reject(new Error(message)),
    });
  });
}
