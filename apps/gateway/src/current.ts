/** The gateway that serves right now: replaced as a whole when the config changes, while the one before it finishes its requests. */
import type { Gateway } from "./gateway.ts";
import type { GatewayLog } from "./log.ts";
import type { Source } from "./source.ts";

export interface Current {
  readonly gateway: Gateway;
  readonly source: Source;
  /** A config that is no good changes nothing and says so in the log. */
  reload(): Promise<void>;
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
  let reloading = Promise.resolve();

  const replace = async (): Promise<void> => {
    try {
      const next = await read();
      const before = gateway;
      gateway = await open(next);
      source = next;
      const { server, state } = first.config;
      if (server.port !== next.config.server.port || server.host !== next.config.server.host) {
        log.warn({}, "server.port or server.host changed: restart needed");
      }
      if (JSON.stringify(state) !== JSON.stringify(next.config.state)) log.warn({}, "state changed: restart needed");
      log.info({ file: next.file }, "config reloaded");
      // Requests in flight finish on the old one, however long they take.
      replaced.add(before);
      void before.close(endlessMs).then(() => replaced.delete(before));
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
    reload: () => (reloading = reloading.then(replace)),
    async close(graceMs) {
      await reloading;
      await Promise.all([gateway, ...replaced].map((each) => each.close(graceMs)));
      await source.close();
    },
  };
}
