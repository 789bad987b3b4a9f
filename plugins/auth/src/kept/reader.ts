/** Tells the gate whose an admin key of the database is: asked only when somebody shows one, and not more often than twice a second. */
import type { Host, MaybePromise, Refusal } from "@headgate/core";
import type { Shown } from "../credential.ts";
import type { Holder } from "../keyring.ts";
import { adminKeyExpired, adminKeysUnavailable } from "../refusals.ts";
import type { AdminKeys, KeptAdminKey } from "./admin-keys.ts";
import { digestOf } from "./key-value.ts";

/** What was made or revoked elsewhere is seen within this and the time to read it; made-up keys cost no more than that either. */
const freshMs = 500;
/** Shorter than a hook's deadline: a database that hangs is a 503 too. */
const patienceMs = 3000;

type Known = ReadonlyMap<string, KeptAdminKey>;

/** Undefined: nobody has it. */
export function createReader(
  keys: Pick<AdminKeys, "current">,
  { clock, log }: Pick<Host, "clock" | "log">,
): (shown: Shown) => MaybePromise<Holder | Refusal | undefined> {
  let last: { readonly known: Known | undefined; readonly at: number } | undefined;
  let reading: Promise<Known | undefined> | undefined;
  let failed = false;

  const read = async (): Promise<Known | undefined> => {
    const at = clock.now();
    let known: Known | undefined;
    try {
      known = await inTime(keys.current(), clock);
    } catch (err) {
      // Once, not for each who asks.
      if (!failed) log.error({ err }, "the admin keys of the database cannot be read: whoever shows one is answered 503");
    }
    failed = !known;
    last = { known, at: known ? at : clock.now() };
    return known;
  };
  const judge = ({ secret, name }: Shown, known: Known | undefined): Holder | Refusal | undefined => {
    if (!known) return adminKeysUnavailable();
    const key = known.get(digestOf(secret));
    if (!key || (name !== undefined && name !== key.name)) return undefined;
    if (key.expiresAt !== undefined && key.expiresAt <= clock.now()) return adminKeyExpired();
    return { principal: { id: key.id, name: key.name, kind: "key", admin: true }, client: false };
  };
  return (shown) => {
    if (last && clock.now() < last.at + freshMs) return judge(shown, last.known);
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading.then((known) => judge(shown, known));
  };
}

function inTime<T>(pending: Promise<T>, clock: Host["clock"]): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = (): void => reject(new Error(`no answer within ${patienceMs} ms`));
    const cancel = clock.after(patienceMs, late);
    pending.then(resolve, reject).finally(cancel);
  });
}
