/** What a plugin package exports: a factory; nothing is checked or started until the pipeline is built. */
import type { input, output, ZodType } from "zod";
import type { Hooks, MaybePromise } from "./hooks.ts";
import type { Host } from "./host.ts";
import type { AnyKey, AnyService } from "./key.ts";

export interface PluginSpec<S extends ZodType = ZodType> {
  /** The contract's version. */
  readonly api: 1;
  readonly name: string;
  /** z.strictObject: an unknown option is an error. */
  readonly config: S;
  /** A hook that throws or misses its deadline fails the request ("closed", the default) or is left out ("open"). */
  readonly onError?: "closed" | "open";
  /** Keys that an earlier plugin must give. */
  readonly needs?: readonly AnyKey[];
  /** Keys that are used when an earlier plugin gives them. */
  readonly wants?: readonly AnyKey[];
  readonly gives?: readonly AnyKey[];
  /** Services that some plugin must offer, wherever it is listed. */
  readonly asks?: readonly AnyService[];
  readonly offers?: readonly AnyService[];
  setup(host: Host, config: output<S>): MaybePromise<Hooks>;
}

export interface UseOptions {
  /** Another name, for a second use of the same plugin. */
  readonly as?: string;
  readonly onError?: "closed" | "open";
  /** The limit for each hook that returns a promise; default 5 000. */
  readonly deadlineMs?: number;
}

/** One entry of the plugin list. */
export interface PluginUse {
  readonly name: string;
  readonly spec: PluginSpec;
  readonly options: unknown;
  readonly onError: "closed" | "open";
  readonly deadlineMs: number;
}

export interface PluginFactory<S extends ZodType = ZodType> {
  (options: input<S>, use?: UseOptions): PluginUse;
  readonly spec: PluginSpec<S>;
}

export function definePlugin<S extends ZodType>(spec: PluginSpec<S>): PluginFactory<S> {
  const factory = (options: input<S>, use: UseOptions = {}): PluginUse => ({
    name: use.as ?? spec.name,
    spec,
    options,
    onError: use.onError ?? spec.onError ?? "closed",
    deadlineMs: use.deadlineMs ?? 5000,
  });
  return Object.assign(factory, { spec });
}
