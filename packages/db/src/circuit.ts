/** Keeps a dead database from being asked by everybody: after a few failures in a row only one probe per second goes through. */
import type { Clock, Log } from "@headgate/core";

export interface Circuit {
  /** Whether a query may be tried now; asking for it takes the probe. */
  admits(): boolean;
  succeeded(): void;
  failed(why: unknown): void;
}

const FAILURES = 5;
const PROBE_MS = 1000;

/** Says one line when it opens and one when it closes. */
export function createCircuit(driver: string, { log, clock }: { readonly log: Log; readonly clock: Clock }): Circuit {
  let failures = 0;
  let open = false;
  let probeAt = 0;
  return {
    admits() {
      if (!open) return true;
      const now = clock.now();
      if (now < probeAt) return false;
      probeAt = now + PROBE_MS;
      return true;
    },
    succeeded() {
      failures = 0;
      if (!open) return;
      open = false;
      log.info({ driver }, "the database answers again");
    },
    failed(why) {
      failures++;
      if (open || failures < FAILURES) return;
      open = true;
      probeAt = clock.now() + PROBE_MS;
      log.error({ driver, cause: causeOf(why) }, "the database does not answer: queries are refused, one a second is tried");
    },
  };
}

function causeOf(why: unknown): string {
  return why instanceof Error ? ((why as { code?: string }).code ?? why.message) : String(why);
}
