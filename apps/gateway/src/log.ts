/** JSON lines on standard output, written in batches after the requests they tell of. */
import type { Log } from "@headgate/core";
import { type Level, pino } from "pino";

export interface GatewayLog extends Log {
  /** From now on these strings appear in no error that is logged. */
  conceal(secrets: readonly string[]): void;
  flush(): void;
}

export function createLog(level: Level | "silent"): GatewayLog {
  const destination = pino.destination({ dest: 1, sync: false, minLength: 65_536, maxWrite: 131_072, periodicFlush: 500 });
  let secrets: readonly string[] = [];
  const conceal = (text: string): string => secrets.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
  const log = pino({ level, base: null, serializers: { err: (error: unknown) => describe(error, conceal) } }, destination);
  return Object.assign(log as unknown as Log, {
    conceal(more: readonly string[]) {
      // A short string would be found everywhere.
      secrets = [...new Set([...secrets, ...more.filter(({ length }) => length >= 8)])];
    },
    flush: () => destination.flushSync(),
  });
}

/** Only what an error says: its other properties may be whole requests. */
function describe(error: unknown, conceal: (text: string) => string): object {
  if (!(error instanceof Error)) return { message: conceal(String(error)) };
  const { name, message, stack = "", cause } = error;
  const { code } = error as { code?: unknown };
  return { name, message: conceal(message), code, stack: conceal(stack), ...(cause ? { cause: describe(cause, conceal) } : {}) };
}
