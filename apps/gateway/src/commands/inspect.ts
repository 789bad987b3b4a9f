/** Builds the gateway of a config without serving it: whatever would stop the boot shows here. */
import type { Described } from "@headgate/core";
import { createMemoryStore } from "@headgate/store";
import { systemClock } from "../clock.ts";
import { createGateway } from "../gateway.ts";
import { createLog } from "../log.ts";
import { systemRandom } from "../random.ts";
import { readSource, type Source, type SourceOptions } from "../source.ts";

export interface Inspected {
  readonly source: Source;
  readonly plugins: readonly Described[];
}

export async function inspect(options: SourceOptions): Promise<Inspected> {
  const source = await readSource(options);
  try {
    const store = createMemoryStore({ clock: systemClock });
    const gateway = await createGateway({ ...source, log: createLog("silent"), clock: systemClock, random: systemRandom, store });
    const plugins = gateway.pipeline.describe();
    await gateway.close(0);
    return { source, plugins };
  } finally {
    await source.close();
  }
}
