/** Keeps what clients stored, separately for each key, and drops the oldest when there is too much. */

interface Entry<T> {
  readonly owner: string;
  readonly value: T;
  readonly size: number;
}

export class Shelf<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #most: number;
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(most: number, mostBytes: number) {
    this.#most = most;
    this.#mostBytes = mostBytes;
  }

  /** `size` is an estimate in bytes. */
  put(id: string, owner: string, value: T, size: number): void {
    this.#entries.set(id, { owner, value, size });
    this.#bytes += size;
    for (const [oldest] of this.#entries) {
      if (this.#entries.size <= this.#most && this.#bytes <= this.#mostBytes) return;
      this.#remove(oldest);
    }
  }

  /** Another key's objects are not found. */
  get(id: string, owner: string): T | undefined {
    const entry = this.#entries.get(id);
    return entry?.owner === owner ? entry.value : undefined;
  }

  delete(id: string, owner: string): boolean {
    return this.get(id, owner) !== undefined && this.#remove(id);
  }

  /** Newest first. */
  list(owner: string): readonly T[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.owner === owner)
      .map(({ value }) => value)
      .toReversed();
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  #remove(id: string): boolean {
    this.#bytes -= this.#entries.get(id)?.size ?? 0;
    return this.#entries.delete(id);
  }
}
