/** Group commit: what comes while a transaction is under way shares the next one. */
import { RefusalError } from "@headgate/core";

export interface Batch<Item, Result> {
  /** Rejects with what went wrong for this item, not for its neighbours. */
  add(item: Item): Promise<Result>;
  /** When nothing is under way any more. */
  idle(): Promise<void>;
}

export interface BatchParts<Item, Result> {
  /** All or nothing; a result for each item, in their order. */
  work(items: readonly Item[]): Promise<readonly Result[]>;
  /** In bytes: of two large ones each gets a transaction. */
  weigh(item: Item): number;
}

const mostItems = 100;
const mostBytes = 8 * 2 ** 20;

export function createBatch<Item, Result>({ work, weigh }: BatchParts<Item, Result>): Batch<Item, Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    // One turn of promises later: who asks together goes together.
    await Promise.resolve();
    while (waiting.length > 0) {
      const count = fitting(waiting, weigh);
      const now = waiting.slice(0, count);
      waiting = waiting.slice(count);
      await settle(now, work);
    }
    running = undefined;
  };
  return {
    add(item) {
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        running ??= run();
      });
    },
    async idle() {
      await running;
    },
  };
}

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
}

async function settle<Item, Result>(
  group: readonly Waiting<Item, Result>[],
  work: BatchParts<Item, Result>["work"],
): Promise<void> {
  try {
    const results = await work(group.map(({ item }) => item));
    for (const [at, { resolve }] of group.entries()) resolve(results[at]!);
  } catch (error) {
    // One of them is the culprit; a database that is away is nobody's fault, and asking it for each would take long.
    if (group.length > 1 && !isAway(error)) for (const one of group) await settle([one], work);
    else for (const { reject } of group) reject(error);
  }
}

function isAway(error: unknown): boolean {
  return error instanceof RefusalError && error.refusal.status === 503;
}

function fitting<Item>(waiting: readonly { readonly item: Item }[], weigh: (item: Item) => number): number {
  let [count, bytes] = [1, weigh(waiting[0]!.item)];
  while (count < Math.min(waiting.length, mostItems) && (bytes += weigh(waiting[count]!.item)) <= mostBytes) count++;
  return count;
}
