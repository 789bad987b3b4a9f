/** Looks for one JSON string token in frame after frame, without reading a byte of a chunk twice however many frames it holds. */
import type { Frame } from "./frame.ts";
import { skipSpace } from "./space.ts";

export class TokenFinder {
  readonly #token: Buffer;
  #buffer: Buffer | undefined;
  /** The first place at or after all that was asked for; Infinity when the rest of the buffer has none. */
  #at = -1;

  /** `name` is plain ASCII; what is found is `"name"`, key or value, at any depth, but not inside another string. */
  constructor(name: string) {
    this.#token = Buffer.from(`"${name}"`);
  }

  /** It stands in this frame. */
  in(frame: Frame): boolean {
    return this.#next(frame, frame.start) < frame.end;
  }
  /** It stands in this frame as a key with a value other than null. */
  valued(frame: Frame): boolean {
    const { buffer, end } = frame;
    for (let at = this.#next(frame, frame.start); at < end; at = this.#next(frame, at + 1)) {
      const colon = skipSpace(buffer, at + this.#token.length);
      if (buffer[colon] === 0x3a && buffer[skipSpace(buffer, colon + 1)] !== 0x6e) return true;
    }
    return false;
  }

  #next({ buffer, end }: Frame, from: number): number {
    if (buffer !== this.#buffer) {
      this.#buffer = buffer;
      this.#at = -1;
    }
    if (this.#at < from) this.#seek(from);
    // A quote behind a backslash belongs to the inside of another string.
    while (this.#at < end && buffer[this.#at - 1] === 0x5c) this.#seek(this.#at + 1);
    return this.#at;
  }

  #seek(from: number): void {
    const at = this.#buffer!.indexOf(this.#token, from);
    this.#at = at < 0 ? Infinity : at;
  }
}
