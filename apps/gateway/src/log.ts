/** JSON lines on standard output, written in batches after the requests they tell of. */
import type { Log } from "@headgate/core";
import type { Access } from "@headgate/http";
import { type Level, pino } from "pino";
import { accessLine } from "./access-line.ts";
import { createOutput } from "./output.ts";

export interface GatewayLog extends Log {
  /** The access log; absent when the level is above info. */
  readonly access: ((access: Access) => void) | undefined;
  /** From now on these strings appear in no error that is logged. */
  conceal(secrets: readonly string[]): void;
  flush(): Promise<void>;
}

export function createLog(level: Level | "silent"): GatewayLog {
  // Not pino's own destination: it measures all that it holds for every line, which costs more than the line.
  const output = createOutput(1);
  let secrets: readonly string[] = [];
  const conceal = (text: string): string => secrets.reduce((rest, secret) => rest.replaceAll(secret, "[secret]"), text);
  const log = pino({ level, base: null, serializers: { err: (error: unknown) => describe(error, conceal) } }, output);
  return Object.assign(log as unknown as Log, {
    // At a level that does not ask for it the line is not even made.
    access: log.isLevelEnabled("info") ? (access: Access) => output.write(accessLine(Date.now(), access)) : undefined,
    conceal(more: readonly string[]) {
      // A short string would be found everywhere.
      secrets = [...new Set([...secrets, ...more.filter(({ length }) => length >= 8)])];
    },
    flush: () => output.flush(),
  });
}

/** Only an error's name, message, code, stack and cause: its other properties may be whole requests. */
function describe(error: unknown, conceal: (text: string) => string): object {
  if (!(error instanceof Error)) return { message: conceal(String(error)) };
  const { name, message, stack = "", cause } = error;
  const { code } = error as { code?: unknown };
  return { name, message: conceal(message), code, stack: conceal(stack), ...(cause ? { cause: describe(cause, conceal) } : {}) };
}
