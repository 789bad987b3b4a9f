/** Open reservations by id. A Map whose values come and go keeps them alive past their end; this one maps to numbers. */

export interface Open<T> {
  get(id: string): T | undefined;
  add(one: T): void;
  /** Gives back what was there. */
  delete(id: string): T | undefined;
  /** The visitor can delete the one it is given. */
  each(visit: (one: T) => void): void;
  clear(): void;
}

export function createOpen<T extends { readonly id: string }>(): Open<T> {
  const places = new Map<string, number>();
  const list: T[] = [];
  return {
    get(id) {
      const place = places.get(id);
      return place === undefined ? undefined : list[place];
    },
    add(one) {
      places.set(one.id, list.length);
      list.push(one);
    },
    delete(id) {
      const place = places.get(id);
      if (place === undefined) return undefined;
      places.delete(id);
      const gone = list[place];
      const last = list.pop()!;
      if (last !== gone) {
        list[place] = last;
        places.set(last.id, place);
      }
      return gone;
    },
    each(visit) {
      // From the end: what takes the place of a deleted one has been visited.
      for (let place = list.length - 1; place >= 0; place--) visit(list[place]!);
    },
    clear() {
      places.clear();
      list.length = 0;
    },
  };
}
