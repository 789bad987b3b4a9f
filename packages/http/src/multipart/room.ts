/** The room that all uploads share: a client that can upload a little can do so a thousand times at once. */
export class Room {
  readonly bytes: number;
  taken = 0;

  constructor(bytes: number) {
    this.bytes = bytes;
  }

  /** False: there is not enough, and nothing was taken. */
  take(bytes: number): boolean {
    if (this.taken + bytes > this.bytes) return false;
    this.taken += bytes;
    return true;
  }
  give(bytes: number): void {
    this.taken -= bytes;
  }
}
