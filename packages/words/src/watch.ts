/** Reports once that something is gone and once that it is back, whatever was still in progress at the change. */

export interface Watch {
  /** Take it before asking: an answer to what was asked before a change says nothing about the time after it. */
  readonly mark: number;
  works(mark: number): void;
  fails(mark: number, error: unknown): void;
}

export function createWatch(gone: (error: unknown) => void, back: () => void): Watch {
  return new ChangeWatch(gone, back);
}

class ChangeWatch implements Watch {
  readonly gone: (error: unknown) => void;
  readonly back: () => void;
  /** Even while it works, odd while it is gone. */
  mark = 0;

  constructor(gone: (error: unknown) => void, back: () => void) {
    this.gone = gone;
    this.back = back;
  }
  works(mark: number): void {
    if (mark !== this.mark || mark % 2 === 0) return;
    this.mark += 1;
    this.back();
  }
  fails(mark: number, error: unknown): void {
    if (mark !== this.mark || mark % 2 === 1) return;
    this.mark += 1;
    this.gone(error);
  }
}
