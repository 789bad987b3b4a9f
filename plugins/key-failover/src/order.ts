/** The order in which a pass tries its keys: the one that served before, then config order or random by weight. */
import type { Random } from "@headgate/core";
import type { KeyFailoverConfig } from "./options.ts";
import type { Pool, PoolKey } from "./pool.ts";

/** `preferred` is a key's name; one that the pool does not have changes nothing. */
export type Order = (pool: Pool, preferred: string | undefined) => Pool;

export function createOrder(how: KeyFailoverConfig["order"], random: Random): Order {
  return (pool, preferred) => {
    if (how === "strict" && (preferred === undefined || pool[0]!.credential.name === preferred)) return pool;
    const left = [...pool];
    const at = left.findIndex(({ credential }) => credential.name === preferred);
    const first = at < 0 ? [] : left.splice(at, 1);
    return [...first, ...(how === "strict" ? left : drawn(left, random))];
  };
}

/** Without replacement, so that a skipped key does not change the shares of the others. A weight of 0 is drawn last, all of 0 evenly. */
function drawn(left: PoolKey[], random: Random): PoolKey[] {
  const order: PoolKey[] = [];
  while (left.length > 0) {
    const total = left.reduce((sum, key) => sum + weightOf(key), 0);
    let at = random.number() * (total || left.length);
    const next = left.findIndex((key) => (at -= total > 0 ? weightOf(key) : 1) < 0);
    // Rounding may leave a remainder after the last.
    order.push(...left.splice(next < 0 ? left.length - 1 : next, 1));
  }
  return order;
}

function weightOf({ credential }: PoolKey): number {
  return credential.weight ?? 1;
}
