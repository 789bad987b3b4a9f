/** The configured providers: what plugins may know of them, and how a model's name finds one. */
import type { Providers, Target } from "@headgate/core";
import type { Dialect } from "@headgate/dialects";
import { createPlace, type Place, type ProviderOptions } from "./place.ts";

export interface Places extends Providers {
  get(name: string): Place | undefined;
  list(): readonly Place[];
  /** `home`: a dialect, whose own provider gets a bare name that several could serve: the one of that name, else the only one that speaks it. */
  resolve(model: string, home?: string): readonly Target[];
  close(): Promise<void>;
}

export interface PlacesOptions {
  readonly providers: Readonly<Record<string, ProviderOptions>>;
  /** Alias to ordered `provider/model` targets. */
  readonly models: Readonly<Record<string, readonly string[]>>;
  readonly dialects: readonly Dialect[];
}

/** Throws when a provider names an unknown dialect or an address that it must not reach. */
export function createProviders({ providers, models, dialects }: PlacesOptions): Places {
  const places = new Map(
    Object.entries(providers).map(([name, options]) => {
      const dialect = dialects.find((known) => known.name === options.dialect);
      if (dialect) return [name, createPlace(name, options, dialect)];
      const known = dialects.map((other) => other.name).join(", ");
      throw new Error(`providers.${name}.dialect: found "${options.dialect}", expected one of: ${known}`);
    }),
  );
  const aliases = new Map(
    Object.entries(models).map(([alias, targets]) => [alias, targets.flatMap((target) => split(target) ?? [])]),
  );

  /** `provider/model` where the part before the first slash is a configured provider. */
  function split(model: string): Target | undefined {
    const slash = model.indexOf("/");
    const provider = model.slice(0, Math.max(slash, 0));
    return places.has(provider) ? { provider, model: model.slice(slash + 1) } : undefined;
  }
  function resolve(model: string, home?: string): readonly Target[] {
    const aliased = aliases.get(model);
    if (aliased) return aliased;
    const named = split(model);
    if (named) return [named];
    const able = [...places.values()].filter((place) => serves(place, model));
    const only = able.length > 1 && home !== undefined ? atHome(able, home) : able;
    return only.length === 1 ? [{ provider: only[0]!.name, model }] : [];
  }
  const listed = [...places.values()];
  return {
    get: (name) => places.get(name),
    list: () => listed,
    aliases: () => [...aliases.keys()],
    resolve,
    async close() {
      await Promise.all(listed.map((place) => place.close()));
    },
  };
}

function atHome(able: readonly Place[], home: string): readonly Place[] {
  const own = able.filter(({ dialect }) => dialect === home);
  return own.length > 1 ? own.filter(({ name }) => name === home) : own;
}

/** Without a list a provider takes any model. */
export function serves({ models }: Pick<Place, "models">, model: string): boolean {
  return models?.includes(model) ?? true;
}
