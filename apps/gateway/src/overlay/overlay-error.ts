/** What is wrong with what is stored: all of it at once, and no secret. */
import type { DraftFault } from "@headgate/words";

export interface OverlayFault extends DraftFault {
  readonly provider: string;
  /** Where the path begins with one. */
  readonly key?: string | undefined;
}

/** Lists every fault of what is stored; quotes no secret. */
export class OverlayError extends Error {
  readonly faults: readonly OverlayFault[];
  constructor(faults: readonly OverlayFault[]) {
    const lines = faults.map(({ provider, path, found, expected }) => {
      return `  - providers.${provider}.${path}: found ${found}, expected ${expected}`;
    });
    super(["what was made by API cannot be used, and nothing of it was changed:", ...lines].join("\n"));
    this.name = "OverlayError";
    this.faults = faults;
  }
}
