/** What can be known to be wrong with a plugin list before it serves anything: where, what was found, what to do. */
import type { AnyKey } from "./key.ts";
import type { PluginUse } from "./plugin.ts";
import type { MountedRoute } from "./routes.ts";

/** Every fault found at once. */
export class BootError extends Error {
  readonly issues: readonly string[];
  constructor(issues: readonly string[]) {
    super(`the pipeline cannot start:\n${issues.map((issue) => `  - ${issue}`).join("\n")}`);
    this.issues = issues;
  }
}

export function throwAny(issues: readonly string[]): void {
  if (issues.length > 0) throw new BootError(issues);
}

/** A second, named use of a plugin gives no keys, for each key has one giver. */
function gives(use: PluginUse, { name }: AnyKey): boolean {
  return use.name === use.spec.name && (use.spec.gives ?? []).some((given) => given.name === name);
}

export function checkList(uses: readonly PluginUse[]): string[] {
  return uses.flatMap(({ name, spec, options }, i) => [
    ...uses
      .slice(0, i)
      .flatMap((other) => [
        ...(other.name === name ? [`two plugins are named "${name}": name the second with { "as": "..." }`] : []),
        ...(spec.gives ?? [])
          .filter((given) => name === spec.name && gives(other, given))
          .map((given) => `"${given.name}" is given by ${other.name} and ${name}: a key has one giver, remove one`),
      ]),
    ...[...(spec.needs ?? []), ...(spec.wants ?? [])].flatMap((read) => {
      const giver = uses.findIndex((other) => gives(other, read));
      if (giver >= i)
        return [`${name} reads "${read.name}", which ${uses[giver]!.name} gives: list ${uses[giver]!.name} before ${name}`];
      if (giver >= 0 || !spec.needs?.includes(read)) return [];
      return [`${name} needs "${read.name}", which no listed plugin gives: list one that does before it`];
    }),
    ...(spec.asks ?? [])
      .filter((asked) => !uses.some((other) => offers(other, asked)))
      .map((asked) => `${name} asks for "${asked.name}", which no listed plugin offers: list one that does`),
    ...(spec.config.safeParse(options).error?.issues ?? []).map(
      (issue) => `${[name, ...issue.path].join(".")}: ${issue.message}`,
    ),
  ]);
}

/** `guard` is the key that says who is asking: an admin route without an earlier giver would be open to all. */
export function checkRoutes(uses: readonly PluginUse[], routes: readonly MountedRoute[], guard: AnyKey | undefined): string[] {
  return routes.flatMap(({ method, path, access, plugin, as, handle }, i) => {
    const before = uses.slice(
      0,
      uses.findIndex(({ name }) => name === plugin),
    );
    const same = routes.slice(0, i).find((other) => other.method === method && other.path === path);
    const faults = [
      same && `is answered by ${same.plugin} already`,
      !["client", "admin", "public"].includes(access) && "names no access: client, admin or public",
      access === "admin" &&
        !(guard && before.some((use) => gives(use, guard))) &&
        "is for admins, but no plugin before it gives who asks",
      !handle && !as && "has neither a handler nor an operation to stand for",
    ];
    return faults.filter(Boolean).map((fault) => `${plugin}: route ${method} ${path} ${fault as string}`);
  });
}

/** Setup order: who offers a service comes before who asks for it, else as listed. */
export function setupOrder(uses: readonly PluginUse[]): ReadonlySet<PluginUse> {
  const order = new Set<PluginUse>();
  const visit = (use: PluginUse, waiting: readonly PluginUse[]): void => {
    if (waiting.includes(use)) throwAny([`${use.name} waits for itself: plugins ask each other for services in a ring`]);
    for (const asked of use.spec.asks ?? []) for (const other of uses) if (offers(other, asked)) visit(other, [...waiting, use]);
    order.add(use);
  };
  for (const use of uses) visit(use, []);
  return order;
}

function offers({ spec }: PluginUse, { name }: { name: string }): boolean {
  return spec.offers?.some((offered) => offered.name === name) ?? false;
}
