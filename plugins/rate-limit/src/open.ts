/** The passes that hold something: as long as this process lives, their holds do not lapse. */
import type { Clock } from "@headgate/core";
import type { Ledger } from "./ledger.ts";
import type { Pass } from "./pass.ts";

export interface OpenPasses {
  add(pass: Pass): void;
  remove(pass: Pass): void;
  close(): void;
}

export function createOpenPasses(clock: Clock, ledger: Ledger, leaseMs: number): OpenPasses {
  const everyMs = leaseMs / 3;
  // Not a Set, which would be rehashed again and again as members come and go.
  const open: Pass[] = [];
  let cancel: (() => void) | undefined;
  // One timer for all of them, set only while there are any, instead of one per request.
  const beat = (): void => {
    cancel = open.length > 0 ? clock.after(everyMs, beat) : undefined;
    const now = clock.now();
    for (const pass of open) {
      if (now - pass.renewedAt < everyMs) continue;
      pass.renewedAt = now;
      ledger.renew(pass.id);
    }
  };
  return {
    add(pass) {
      pass.at = open.push(pass) - 1;
      cancel ??= clock.after(everyMs, beat);
    },
    remove(pass) {
      const last = open.pop()!;
      if (last !== pass) open[(last.at = pass.at)] = last;
      pass.at = -1;
    },
    close() {
      cancel?.();
    },
  };
}
