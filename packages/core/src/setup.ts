/** Brings a plugin list to life, service givers first, and takes everything down again when one part fails. */
import { setupOrder } from "./check.ts";
import type { Hooks, Send } from "./hooks.ts";
import type { Host, HostParts } from "./host.ts";
import type { PluginUse } from "./plugin.ts";
import type { Runtime } from "./runtime.ts";

export interface SetUp {
  readonly hooks: ReadonlyMap<PluginUse, Hooks>;
  /** Closes the plugins, or tells them that they soon will be closed. */
  end(hook: "close" | "drain", graceMs?: number): Promise<void>;
}

/** `inward` is called at dispatch time, because the pipeline is compiled only after the plugins are set up. */
export async function setUp(
  uses: readonly PluginUse[],
  parts: HostParts,
  runtime: Runtime,
  inward: (use: PluginUse) => Send,
): Promise<SetUp> {
  const hooks = new Map<PluginUse, Hooks>();
  const services = new Map<string, unknown>();
  const hostFor = (use: PluginUse): Host => ({
    ...parts,
    dispatch(what, call) {
      const [x, own] = "exchange" in what ? parts.thaw(what) : [what, call];
      if (!own) throw new Error(`${use.name} dispatched an exchange without a call`);
      return inward(use)(x, call ?? own);
    },
    ask: ({ name }) => services.get(name) as never,
    offer: ({ name }, value) => void services.set(name, value),
  });
  const end = async (hook: "close" | "drain", graceMs?: number): Promise<void> => {
    for (const [{ name }, own] of [...hooks].reverse()) {
      try {
        await own[hook]?.(graceMs!);
      } catch (error) {
        runtime.report(name, hook, error);
      }
    }
  };
  try {
    for (const use of setupOrder(uses)) hooks.set(use, await use.spec.setup(hostFor(use), use.spec.config.parse(use.options)));
  } catch (error) {
    await end("close");
    throw error;
  }
  return { hooks, end };
}
