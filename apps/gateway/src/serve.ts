/** The running process: one listening socket, one gateway behind it, replaced when the config changes, drained when told to stop. */
import { explainTree } from "@headgate/config";
import { createMemoryStore } from "@headgate/store";
import { systemClock } from "./clock.ts";
import { isLoopback } from "./demo.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { createLog } from "./log.ts";
import { systemRandom } from "./random.ts";
import type { Health } from "./routes.ts";
import { secretsOf } from "./secrets.ts";
import { openServer } from "./server.ts";
import { readSource, type Source, type SourceOptions } from "./source.ts";
import { watchFile } from "./watch.ts";

export interface Serving {
  readonly url: string;
  /** Resolves when the last request has ended or the drain deadline has passed. */
  stop(): Promise<void>;
}

/** `say` prints for people; the log is for machines. */
export async function serve(options: SourceOptions, say: (line: string) => void): Promise<Serving> {
  let source = await readSource(options);
  const { server } = source.config;
  if (source.admission && !isLoopback(server.host)) {
    throw new Error(
      `HOST is ${server.host}: the demo is open to everyone and serves 127.0.0.1 only; write a headgate.config.json to serve others`,
    );
  }
  const log = createLog(source.config.log.level);
  const store = createMemoryStore({ clock: systemClock });
  const health: Health = { draining: false };
  const open = async (from: Source): Promise<Gateway> => {
    log.conceal(secretsOf(from.config));
    const surroundings = { log, clock: systemClock, random: systemRandom, store, health };
    const opened = await createGateway({
      ...surroundings,
      config: from.config,
      plugins: from.plugins,
      admission: from.admission,
    });
    try {
      await opened.pipeline.start();
      return opened;
    } catch (error) {
      await opened.close(0);
      throw error;
    }
  };
  let gateway = await open(source);
  const replaced = new Set<Gateway>();
  const listening = await openServer((req, res) => gateway.handler(req, res), server);
  for (const line of [...source.banner, explainTree(gateway.pipeline.describe()), `headgate listens on ${listening.url}`])
    say(line);
  log.info({ url: listening.url }, "listening");

  const reload = async (): Promise<void> => {
    try {
      const next = await readSource(options);
      const before = gateway;
      gateway = await open(next);
      source = next;
      const { port, host } = next.config.server;
      if (port !== server.port || host !== server.host) log.warn({}, "server.port or server.host changed: restart needed");
      log.info({ file: next.file }, "config reloaded");
      // Requests in flight finish on the old one, however long they take.
      replaced.add(before);
      void before.close(endlessMs).then(() => replaced.delete(before));
    } catch (err) {
      log.error({ err }, "the changed config was not taken: the running one stays");
    }
  };
  let reloading = Promise.resolve();
  const unwatch = source.file === undefined ? () => {} : watchFile(source.file, () => (reloading = reloading.then(reload)));

  return {
    url: listening.url,
    async stop() {
      unwatch();
      await reloading;
      health.draining = true;
      const { drainMs } = source.config.server;
      log.info({ inFlight: gateway.pipeline.inFlight }, "draining");
      const closing = Promise.all([gateway, ...replaced].map((each) => each.close(drainMs)));
      // What ignores even an abort does not hold the process.
      await listening.drain(Promise.race([closing, systemClock.sleep(drainMs + overtimeMs)]));
      await source.close();
      store.close();
      log.info({}, "stopped");
      log.flush();
    },
  };
}

const overtimeMs = 2000;
/** The longest that a timer can wait: 24 days. */
const endlessMs = 2 ** 31 - 1;
