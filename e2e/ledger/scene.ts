/** One gateway with a ledger on SQLite, before one provider, in all dialects, that ends each cell's call as told. */
import { type Simulator, startSimulator } from "@headgate/simulator";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { auth, fallback, localProvider } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { startResetting } from "../together/resetting.ts";
import { vendors } from "../together/vendors.ts";
import { type Cell, spareFaults } from "./cells.ts";

export interface Scene {
  readonly gateway: RunningGateway;
  readonly simulator: Simulator;
  close(): Promise<void>;
}

/** A record as the admin sees it. */
export type Kept = Readonly<Record<string, unknown>>;

const hasty = { headersMs: 1500, firstEventMs: 1500, idleMs: 1500, totalMs: 4000 };

export async function openScene(cells: readonly Cell[]): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), "headgate-ledger-"));
  const models = ["m", ...cells.map(({ model }) => model)];
  const simulator = await startSimulator({ models, faults: [...spareFaults, ...cells.flatMap(({ faults }) => faults)] });
  const resetting = await startResetting(simulator.port);
  const gateway = await startGateway({
    providers: Object.fromEntries(
      vendors.flatMap(({ dialect, baseUrl }) => {
        const one = (name: string, { url }: { readonly url: string }, more = {}) =>
          [`${name}-${dialect}`, localProvider({ url }, { dialect, baseUrl: baseUrl(url), ...more })] as const;
        return [
          one("patient", simulator),
          one("spare", simulator),
          one("hasty", simulator, { timeouts: hasty }),
          one("resetting", resetting),
          one("refusing", { url: "http://127.0.0.1:1" }),
        ];
      }),
    ),
    state: { folder },
    plugins: [
      ["@headgate/plugin-auth", { ...auth()[1], openAdmin: true }],
      ["@headgate/plugin-usage", { flushMs: 50 }],
      fileURLToPath(new URL("refusing.ts", import.meta.url)),
      fallback(),
      ["@headgate/plugin-retry", { statuses: [429], initialMs: 1, maxMs: 2 }],
    ],
  });
  return {
    gateway,
    simulator,
    async close() {
      await gateway.stop();
      await Promise.all([simulator.close(), resetting.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Everything the ledger has. */
export async function readLedger({
  url,
}: Pick<RunningGateway, "url">): Promise<{ readonly requests: readonly Kept[]; readonly calls: readonly Kept[] }> {
  const read = async (list: "requests" | "calls"): Promise<readonly Kept[]> => {
    const response = await fetch(`${url}/api/usage/${list}?limit=1000&order=asc`);
    const body = (await response.json()) as Record<typeof list, readonly Kept[]> & { readonly total_count: number };
    if (body[list]?.length !== body.total_count) throw new Error(`${list}: ${JSON.stringify(body).slice(0, 300)}`);
    return body[list];
  };
  return { requests: await read("requests"), calls: await read("calls") };
}
