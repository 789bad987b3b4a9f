/** Everything a plugin is given, for tests: a hand-moved clock, seeded randomness, a log that is kept, and no network. */
import type { HostParts, Log } from "@headgate/core";
import { openai } from "@headgate/dialects";
import { createExchange, createRender, freeze, thaw } from "@headgate/http";
import { createMemoryStore } from "@headgate/store";
import { createClock, type HandClock } from "./clock.ts";
import { providersOf } from "./providers.ts";
import { createRandom } from "./random.ts";

export interface TestHost extends HostParts {
  readonly clock: HandClock;
  /** Everything that was logged, oldest first. */
  readonly logged: readonly Logged[];
}

export interface Logged {
  readonly level: keyof Log;
  readonly fields: object;
  readonly message: string;
}

export type HostOverrides = Partial<Omit<HostParts, "clock">> & { readonly clock?: HandClock };

export function createHost(overrides: HostOverrides = {}): TestHost {
  const logged: Logged[] = [];
  const at =
    (level: keyof Log) =>
    (fields: object, message: string): void =>
      void logged.push({ level, fields, message });
  const clock = overrides.clock ?? createClock();
  return {
    log: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") },
    random: createRandom(),
    store: createMemoryStore({ clock, maxEntries: 1000 }),
    providers: providersOf([{ name: "openai", dialect: "openai", credentials: ["key-1"] }]),
    egress: (url) => Promise.reject(new Error(`this test has no network, yet ${url} was requested: give createHost an egress`)),
    exchange: createExchange,
    freeze,
    thaw,
    render: createRender([openai]),
    ...overrides,
    clock,
    logged,
  };
}
