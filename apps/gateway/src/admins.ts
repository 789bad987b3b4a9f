/** Who may manage this gateway beyond what its plugins decide: HEADGATE_ADMIN_KEY, or everybody on this machine. */
import type { PluginUse } from "@headgate/core";

/** HEADGATE_ADMIN_KEY opens the admin routes, whatever admins the config has. Throws if no plugin could check it. */
export function withAdminKey(plugins: readonly PluginUse[], value: string | undefined): readonly PluginUse[] {
  if (!value) return plugins;
  if (!plugins.some(isAuth)) throw new Error("HEADGATE_ADMIN_KEY is set, but no auth plugin is listed that could check it");
  return plugins.map((use) => (isAuth(use) ? { ...use, options: added(use.options, value) } : use));
}

/** Whether everybody who can reach the gateway can manage it. */
export function isOpenToAll(plugins: readonly PluginUse[]): boolean {
  return plugins.some((use) => isAuth(use) && (use.options as { openAdmin?: unknown } | undefined)?.openAdmin === true);
}

function isAuth({ spec }: PluginUse): boolean {
  return spec.name === "auth";
}

function added(options: unknown, value: string): object {
  const { adminKeys = [], ...rest } = (options ?? {}) as { adminKeys?: readonly object[] };
  return { ...rest, adminKeys: [...adminKeys, { name: "HEADGATE_ADMIN_KEY", value }] };
}
