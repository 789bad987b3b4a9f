/** JSON lines on standard output, written in batches after the requests they tell of. */
import type { Log } from "@headgate/core";
import { type Level, pino } from "pino";
import { createOutput } from "./output.ts";

export interface GatewayLog extends Log {
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
  const info = log.isLevelEnabled("info")
    ? (fields: object, msg: string): void => {
        // The one line of each request needs none of pino's care for what it may hold, and costs half without it.
        if ("err" in fields) log.info(fields, msg);
        else {
          const rest = JSON.stringify(fields);
          output.write(
            `{"level":30,"time":${Date.now()},"msg":${JSON.stringify(msg)}${rest === "{}" ? "" : ","}${rest.slice(1)}\n`,
          );
        }
      }
    : (): void => {};
  return Object.assign(log as unknown as Log, {
    info,
    conceal(more: readonly string[]) {
      // A short string would be found everywhere.
      secrets = [...new Set([...secrets, ...more.filter(({ length }) => length >= 8)])];
    },
    flush: () => output.flush(),
  });
}

/** Only what an error says: its other properties may be whole requests. */
function describe(error: unknown, conceal: (text: string) => string): object {
  if (!(error instanceof Error)) return { message: conceal(String(error)) };
  const { name, message, stack = "", cause } = error;
  const { code } = error as { code?: unknown };
  return { name, message: conceal(message), code, stack: conceal(stack), ...(cause ? { cause: describe(cause, conceal) } : {}) };
}
