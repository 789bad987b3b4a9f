/** The running process: one listening socket, the current gateway behind it, drained when told to stop. */
import { explainTree } from "@headgate/config";
import { systemClock } from "./clock.ts";
import { placeOf, withPlace } from "./database-place.ts";
import { createCurrent } from "./current.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { createLog } from "./log.ts";
import type { Merged } from "./overlay/merge.ts";
import { createOverlay } from "./overlay/overlay.ts";
import { shadowedTo } from "./overlay/report.ts";
import { systemRandom } from "./random.ts";
import type { Health } from "./routes.ts";
import { secretsOf } from "./secrets.ts";
import { openServer } from "./server.ts";
import { openState } from "./state.ts";
import { readSource, type Source, type SourceOptions } from "./source.ts";
import { watchFile } from "./watch.ts";

export interface Serving {
  readonly url: string;
  /** Resolves when the last request has ended or the drain deadline has passed. */
  stop(): Promise<void>;
}

/** What does not end even when it is aborted holds the process no longer than this. */
const overtimeMs = 2000;

/** `say` prints for people; the log is for machines. Rejects with what is wrong, and with nothing left open. */
export async function serve(options: SourceOptions, say: (line: string) => void): Promise<Serving> {
  const first = await readSource(options);
  const log = createLog(first.config.log.level);
  const state = await openState(first.config, { log, clock: systemClock });
  const health: Health = { draining: false };
  const parts = { log, clock: systemClock, environment: options.environment };
  const { name: database } = placeOf(first.config.state);
  const overlay = await createOverlay({ ...state, ...parts }).catch(async (error: unknown) => {
    await state.close();
    await first.close();
    throw withPlace(database, error);
  });
  const sayShadowed = shadowedTo(log);
  const open = async ({ plugins, admission }: Source, merged: Merged): Promise<Gateway> => {
    const { config } = merged;
    log.conceal(secretsOf(config, plugins));
    sayShadowed(merged);
    const surroundings = { log, clock: systemClock, random: systemRandom, store: state.store, db: state.db, health };
    const settings = overlay.settings(merged);
    const opened = await createGateway({ ...surroundings, config, plugins, settings, admission, access: log.access });
    return opened.pipeline.start().then(
      () => opened,
      (error: unknown) => opened.close(0).then(() => Promise.reject(error as Error)),
    );
  };
  const current = await createCurrent(first, {
    log,
    read: () => readSource(options),
    open: async (source) => open(source, await overlay.apply(source.config)),
  }).catch(async (error: unknown) => {
    await state.close();
    throw withPlace(database, error);
  });
  overlay.attach(current, open);
  const listening = await openServer((req, res) => current.gateway.handler(req, res), first.config.server).catch(
    async (error: unknown) => {
      overlay.close();
      await current.close(0);
      await state.close();
      throw error;
    },
  );
  const unwatch = first.file === undefined ? () => {} : watchFile(first.file, first.content, () => current.reload());
  for (const line of [...first.banner, explainTree(current.gateway.pipeline.describe()), `headgate listens on ${listening.url}`])
    say(line);
  log.info({ url: listening.url }, "listening");

  return {
    url: listening.url,
    async stop() {
      unwatch();
      overlay.close();
      health.draining = true;
      const { drainMs } = current.source.config.server;
      log.info({ inFlight: current.gateway.pipeline.inFlight }, "draining");
      await Promise.race([current.close(drainMs), systemClock.sleep(drainMs + overtimeMs)]);
      await listening.close();
      await state.close();
      log.info({}, "stopped");
      await log.flush();
    },
  };
}
