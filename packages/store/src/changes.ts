/** What has changed since it was last reported, oldest change first: each entry is a link of the list, so that an evicted one leaves it. */

/** Kept as links, not in a list beside: one that nobody asks for holds no more than what is there anyway. */
export interface Link<T> {
  untold: boolean;
  before: T | undefined;
  after: T | undefined;
}

export interface Changes<T> {
  add(one: T): void;
  /** Of what is not in it: changes nothing. */
  remove(one: T): void;
  /** The oldest change, still in the list. */
  first(): T | undefined;
}

export function createChanges<T extends Link<T>>(): Changes<T> {
  let first: T | undefined;
  let last: T | undefined;
  return {
    add(one) {
      one.untold = true;
      one.before = last;
      if (last) last.after = one;
      else first = one;
      last = one;
    },
    remove(one) {
      if (!one.untold) return;
      one.untold = false;
      if (one.before) one.before.after = one.after;
      else first = one.after;
      if (one.after) one.after.before = one.before;
      else last = one.before;
      // A link that pointed on would keep its neighbours alive with it.
      one.before = one.after = undefined;
    },
    first: () => first,
  };
}
