/** Tells the gate who an admin key of the database belongs to. The database is read only when one is used, and at most twice a second. */
import type { Host, MaybePromise, Refusal } from "@headgate/core";
import { within } from "@headgate/words";
import type { Shown } from "../credential.ts";
import type { Holder } from "../keyring.ts";
import { adminKeyExpired, adminKeysUnavailable } from "../refusals.ts";
import type { AdminKeys, KeptAdminKey } from "./admin-keys.ts";
import { digestOf } from "./key-value.ts";

/** A key made or revoked elsewhere takes effect within this and the time of one read; invented keys cause no more reads than that. */
const freshMs = 500;
/** Shorter than a hook's deadline, so that a database that hangs is a 503 too. */
const patienceMs = 3000;

type Known = ReadonlyMap<string, KeptAdminKey>;

/** Undefined if there is no such key. */
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
      known = await within(keys.current(), patienceMs, clock);
    } catch (err) {
      // Once, not for every request.
      if (!failed) log.error({ err }, "the admin keys of the database cannot be read: requests with one are answered 503");
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
