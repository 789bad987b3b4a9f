/** The gateway that serves right now: replaced as a whole when the config changes, while the one before it finishes its requests. */
import type { GatewayConfig } from "@headgate/config";
import { RefusalError } from "@headgate/core";
import { shuttingDown } from "@headgate/http";
import type { Gateway } from "./gateway.ts";
import type { GatewayLog } from "./log.ts";
import type { Source } from "./source.ts";

export interface Current {
  readonly gateway: Gateway;
  readonly source: Source;
  /** An invalid config changes nothing and is reported in the log. */
  reload(): Promise<void>;
  /**
   * Swaps in what is built for the same source; undefined: nothing changes. One after the other with reloads. Rejects with what the
   * building rejects with, and then nothing has changed.
   */
  renew(build: (source: Source) => Promise<Gateway | undefined>): Promise<void>;
  /** Everything that still serves, replaced ones included. */
  close(graceMs: number): Promise<void>;
}

export interface CurrentOptions {
  readonly log: GatewayLog;
  read(): Promise<Source>;
  open(source: Source): Promise<Gateway>;
}

/** The longest that a timer can wait: 24 days. */
const endlessMs = 2 ** 31 - 1;

export async function createCurrent(first: Source, { log, read, open }: CurrentOptions): Promise<Current> {
  let source = first;
  let gateway = await open(first).catch(async (error: unknown) => {
    await first.close();
    throw error;
  });
  const replaced = new Set<Gateway>();
  let turns: Promise<unknown> = Promise.resolve();
  let closed = false;

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = turns.then(() => (closed ? Promise.reject(new RefusalError(shuttingDown)) : work()));
    turns = turn.catch(() => {});
    return turn;
  };
  const swap = (next: Gateway): void => {
    const before = gateway;
    gateway = next;
    // Requests in flight finish on the old one, however long they take; the one that asked for this is one of them.
    replaced.add(before);
    void before.close(endlessMs).then(() => replaced.delete(before));
  };
  const replace = async (): Promise<void> => {
    try {
      const next = await read();
      swap(await open(next));
      source = next;
      for (const setting of keptUntilRestart(first.config, next.config)) log.warn({}, `${setting} changed: restart needed`);
      log.info({ file: next.file }, "config reloaded");
    } catch (err) {
      log.error({ err }, "the changed config was not taken: the running one stays");
    }
  };

  return {
    get gateway() {
      return gateway;
    },
    get source() {
      return source;
    },
    // What failed was logged; what comes too late matters to nobody.
    reload: () => inTurn(replace).catch(() => {}),
    renew: (build) =>
      inTurn(async () => {
        const next = await build(source);
        if (next) swap(next);
      }),
    async close(graceMs) {
      closed = true;
      await turns;
      await Promise.all([gateway, ...replaced].map((each) => each.close(graceMs)));
      await source.close();
    },
  };
}

/** What is taken once, when the process starts. */
function keptUntilRestart(began: GatewayConfig, next: GatewayConfig): readonly string[] {
  const settings = [
    ...(["port", "host", "headersLimitBytes"] as const).map(
      (name) => [`server.${name}`, began.server[name], next.server[name]] as const,
    ),
    ["state", JSON.stringify(began.state), JSON.stringify(next.state)] as const,
    ["log.level", began.log.level, next.log.level] as const,
  ];
  return settings.flatMap(([setting, before, after]) => (before === after ? [] : setting));
}
