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
    return createGateway({ ...surroundings, config: from.config, plugins: from.plugins, admission: from.admission });
  };
  let gateway = await open(source);
  const listening = await openServer((req, res) => gateway.handler(req, res), server);
  await gateway.pipeline.start();
  for (const line of [...source.banner, explainTree(gateway.pipeline.describe()), `headgate listens on ${listening.url}`])
    say(line);
  log.info({ url: listening.url }, "listening");

  const reload = async (): Promise<void> => {
    try {
      const next = await readSource(options);
      const fresh = await open(next);
      await fresh.pipeline.start();
      const before = gateway;
      gateway = fresh;
      const moved = next.config.server.port !== server.port || next.config.server.host !== server.host;
      if (moved) log.warn({}, "server.port and server.host changed: restart needed");
      log.info({ file: next.file }, "config reloaded");
      source = next;
      // Requests in flight finish on the old one, however long they take.
      await before.close(source.config.server.drainMs + 3_600_000);
    } catch (err) {
      log.error({ err }, "the changed config was not taken: the running one stays");
    }
  };
  const unwatch = source.file === undefined ? () => {} : watchFile(source.file, () => void reload());

  return {
    url: listening.url,
    async stop() {
      unwatch();
      health.draining = true;
      log.info({ inFlight: gateway.pipeline.inFlight }, "draining");
      await listening.drain(gateway.close(source.config.server.drainMs));
      await Promise.all([source.close(), store.close()]);
      log.info({}, "stopped");
      log.flush();
    },
  };
}
