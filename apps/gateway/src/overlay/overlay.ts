/** What was made by API, beside the config file: read at boot, written by one, seen by all replicas, always served as a whole. */
import type { GatewayConfig } from "@headgate/config";
import { type Clock, type Db, type Log, RefusalError } from "@headgate/core";
import { watchRevision } from "@headgate/db";
import type { ProviderSettings } from "@headgate/words";
import type { Current } from "../current.ts";
import { dialects, type Gateway } from "../gateway.ts";
import type { Source } from "../source.ts";
import type { Change } from "./changes.ts";
import { createWait } from "./wait.ts";
import { type Merged, merge } from "./merge.ts";
import { OverlayError } from "./overlay-error.ts";
import { invalid, notTaken, overtaken } from "./refusals.ts";
import { settingsOf, type Subject } from "./settings.ts";
import { emptySnapshot, isSame, type Snapshot } from "./snapshot.ts";
import { openOverlayTables, owner, type OverlayTables } from "./tables.ts";
import { createVaults } from "./vault.ts";

/** What another replica writes is seen within this and the time to take it. */
const watchMs = 250;
/** What could not be taken is not tried again at once. */
const againMs = 5000;
const tries = 5;

export interface OverlayParts {
  readonly db: Db;
  /** Whether there is a database already: where there is none, none is made before something is written. */
  kept(): boolean;
  readonly log: Log;
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Overlay {
  /** A source's config with what is stored. Rejects with an OverlayError. */
  apply(config: GatewayConfig): Promise<Merged>;
  /** For a gateway that is opened with it. */
  settings(merged: Merged): ProviderSettings;
  /** From now on writes are taken, and what other replicas write. */
  attach(current: Pick<Current, "renew">, open: (source: Source, merged: Merged) => Promise<Gateway>): void;
  close(): void;
}

export async function createOverlay({ db, kept, log, clock, environment }: OverlayParts): Promise<Overlay> {
  const vaults = createVaults(environment);
  const merged = (config: GatewayConfig, stored: Snapshot): Promise<Merged> =>
    merge(config, stored, vaults(config.server.encryptionKey, stored), dialects);
  let opening: Promise<OverlayTables> | undefined;
  const tables = (): Promise<OverlayTables> =>
    (opening ??= openOverlayTables(db).catch((error: unknown) => {
      opening = undefined;
      throw error;
    }));
  let snapshot = kept() ? await (await tables()).read() : emptySnapshot;
  let serving: Parameters<Overlay["attach"]> | undefined;
  let unwatch: (() => void) | undefined;

  /** One that others have made since. */
  const follow = async (): Promise<void> => {
    const [current, open] = serving!;
    await current.renew(async (source) => {
      const stored = await (await tables()).read();
      if (isSame(stored, snapshot)) return undefined;
      const gateway = await open(source, await merged(source.config, stored));
      snapshot = stored;
      log.info({}, "providers changed by another replica: taken");
      return gateway;
    });
  };
  const watch = (): void => {
    if (unwatch || !serving || !opening) return;
    const wait = createWait(clock, againMs);
    unwatch = watchRevision(db, owner, watchMs, clock, () =>
      wait(follow, (err) => log.error({ err }, "providers changed by another replica were not taken: the running ones stay")),
    );
  };

  const write = async (change: Change, subject: Subject): Promise<Merged> => {
    const [current, open] = serving!;
    let written: Merged | undefined;
    await current.renew(async (source) => {
      const stored = await tables();
      watch();
      const { config, file = "the config" } = source;
      for (let left = tries; left > 0; left--) {
        const before = await stored.read();
        const vault = vaults(config.server.encryptionKey, before);
        const after = await change({ config, file, snapshot: before, vault });
        const next = await merged(config, after).catch((error: unknown) => Promise.reject(aboutDraft(error, subject)));
        refuseShadowed(next, subject);
        const gateway = await open(source, next).catch((error: unknown) =>
          Promise.reject(error instanceof RefusalError ? error : notTaken(error)),
        );
        // Only what has started is stored: no replica can be broken by it, and none at its next boot.
        const taken = await stored.replace(before, after).catch(async (error: unknown) => {
          await gateway.close(0);
          throw error;
        });
        if (taken) {
          [snapshot, written] = [after, next];
          return gateway;
        }
        await gateway.close(0);
      }
      throw overtaken();
    });
    return written!;
  };

  return {
    apply: (config) => merged(config, snapshot),
    settings: ({ facts }) => settingsOf(facts, write),
    attach(...parts) {
      serving = parts;
      watch();
    },
    close: () => unwatch?.(),
  };
}

/** A fault in the draft is reported at the draft's own path; any other is not the draft's fault. */
function aboutDraft(error: unknown, { provider, key }: Subject): unknown {
  if (!(error instanceof OverlayError)) return error;
  const own = error.faults.filter((fault) => fault.provider === provider && (key === undefined || fault.key === key));
  const inKey = /^keys\[\d+\]\./;
  const told = own.map(({ path, found, expected }) => ({
    path: key === undefined ? path : path.replace(inKey, ""),
    found,
    expected,
  }));
  return told.length === 0 ? notTaken(error) : invalid(told);
}

/** The file has a key of the same value. */
function refuseShadowed({ shadowed }: Merged, { provider, key }: Subject): void {
  if (key !== undefined && shadowed.some((each) => each.provider === provider && each.key === key))
    throw invalid([{ path: "value", found: "the value of another key again", expected: "a value of its own" }]);
}
