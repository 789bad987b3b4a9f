/** One snapshot of the directory with what can be derived from it in advance: once per snapshot, not per request. */
import type { Target } from "@headgate/core";
import type { PrincipalFacts } from "@headgate/words";
import type { Directory } from "../model.ts";
import type { Rules } from "../route/rules.ts";
import { configOf } from "./access.ts";
import { type Caller, callerOf, nobody } from "./caller.ts";
import { type Level, levelOf } from "./level.ts";

export interface World {
  readonly directory: Directory;
  readonly rules: Rules;
  /** Whether some virtual key may use only some keys of a provider. */
  readonly restrictsKeys: boolean;
  /** Whether a provider or a model has a rate limit of its own. */
  readonly limitsCalls: boolean;
  /** Undefined: a virtual key that nobody knows (any more). */
  caller(principal: PrincipalFacts | undefined): Caller | undefined;
  /** Provider, model at that provider, model, provider_config: those that have limits. */
  callLevels(caller: Caller, target: Target): readonly Level[];
  /** Those and the caller's own. */
  levels(caller: Caller, target: Target): readonly Level[];
}

/** Compiles the routing rules; it is given the previous ones, to reuse what did not change. */
export type CompileRules = (directory: Directory, last: Rules | undefined) => Rules;

const none: readonly Level[] = [];

/** The world as it is now. */
export function createWorlds(source: { readonly current: Directory }, compile: CompileRules): () => World {
  let world: World | undefined;
  return () => {
    const directory = source.current;
    if (world?.directory !== directory) world = createWorld(directory, compile(directory, world?.rules));
    return world;
  };
}

function createWorld(directory: Directory, rules: Rules): World {
  /** By id: at most one for each virtual key there is. */
  const callers = new Map<string, Caller>();
  const providers = new Map<string, Level>();
  for (const [name, limited] of directory.providers) keep(providers, name, levelOf(`provider ${name}`, "target", limited));
  const models = new Map<string, Level>();
  const places = new Map<string, Level>();
  for (const config of directory.modelConfigs) {
    const { provider, model_name: model } = config;
    const name = provider === undefined ? model : nameOf({ provider, model });
    keep(provider === undefined ? models : places, name, levelOf(`model ${name}`, "target", config));
  }
  /** By the level of a provider_config, which belongs to one caller, so that what is cached for a list stays with it. */
  const alone = new Map<Level, readonly Level[]>();
  const withCaller = new Map<Level, readonly Level[]>();
  const open = [...providers.values(), ...models.values(), ...places.values()];
  const callLevels = ({ key, configLevels }: Caller, target: Target): readonly Level[] => {
    const config = configLevels.size > 0 ? configOf(key, target) : undefined;
    const own = config && configLevels.get(config);
    if (open.length === 0) return own ? kept(alone, own, []) : none;
    const { provider, model } = target;
    const all = [providers.get(provider), places.get(nameOf(target)), models.get(model), own];
    const those = all.filter((level) => level !== undefined);
    return those.length > 0 ? those : none;
  };
  return {
    directory,
    rules,
    restrictsKeys: [...directory.virtualKeys.values()].some((key) => key.provider_configs.some((it) => it.key_ids.length > 0)),
    limitsCalls: open.some(({ rate }) => rate),
    caller(principal) {
      if (principal?.kind !== "virtual_key") return nobody;
      const known = callers.get(principal.id);
      if (known) return known;
      const caller = callerOf(directory, principal);
      if (caller) callers.set(principal.id, caller);
      return caller;
    },
    callLevels,
    levels(caller, target) {
      const those = callLevels(caller, target);
      if (those.length === 0) return caller.levels;
      return open.length === 0 ? kept(withCaller, those[0]!, caller.levels) : [...those, ...caller.levels];
    },
  };
}

export function nameOf({ provider, model }: Target): string {
  return `${provider}/${model}`;
}

function keep(levels: Map<string, Level>, name: string, level: Level | undefined): void {
  if (level) levels.set(name, level);
}

/** The list that begins with this level. */
function kept(lists: Map<Level, readonly Level[]>, level: Level, others: readonly Level[]): readonly Level[] {
  let list = lists.get(level);
  if (!list) lists.set(level, (list = [level, ...others]));
  return list;
}
