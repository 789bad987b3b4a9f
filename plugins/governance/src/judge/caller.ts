/** Who is asking, with the team and customer whose limits apply too. */
import type { PrincipalFacts } from "@headgate/words";
import type { Customer, Directory, ProviderConfig, Team, VirtualKey } from "../model.ts";
import { type Level, levelOf } from "./level.ts";

export interface Caller {
  /** Absent: no virtual key was used. */
  readonly key?: VirtualKey | undefined;
  readonly team?: Team | undefined;
  readonly customer?: Customer | undefined;
  /** Virtual key, team, customer: those that have limits. */
  readonly levels: readonly Level[];
  readonly configLevels: ReadonlyMap<ProviderConfig, Level>;
  /** Whether some of these levels limit a rate. */
  readonly hasRates: boolean;
}

export const nobody: Caller = { levels: [], configLevels: new Map(), hasRates: false };

/** Undefined: the directory does not know this virtual key (any more). */
export function callerOf(directory: Directory, principal: PrincipalFacts | undefined): Caller | undefined {
  if (principal?.kind !== "virtual_key") return nobody;
  const key = directory.virtualKeys.get(principal.id);
  if (!key) return undefined;
  const team = key.team_id === undefined ? undefined : directory.teams.get(key.team_id);
  const above = key.customer_id ?? team?.customer_id;
  const customer = above === undefined ? undefined : directory.customers.get(above);
  const own = [levelOf("VK", "request", key), levelOf("team", "request", team), levelOf("customer", "request", customer)];
  const levels = own.filter((level) => level !== undefined);
  const configLevels = new Map<ProviderConfig, Level>();
  for (const config of key.provider_configs) {
    const level = levelOf(`provider config ${config.provider}`, "target", config);
    if (level) configLevels.set(config, level);
  }
  const hasRates = [...levels, ...configLevels.values()].some(({ rate }) => rate);
  return { key, team, customer, levels, configLevels, hasRates };
}
