/** Finds what is wrong with a plugin list before it serves anything: where, what was found, what to do. */
import type { AnyKey } from "./key.ts";
import type { PluginUse } from "./plugin.ts";
import type { MountedRoute } from "./routes.ts";

/** Every fault found at once. */
export class BootError extends Error {
  readonly issues: readonly string[];
  constructor(issues: readonly string[]) {
    super(`the pipeline cannot start:\n  - ${issues.join("\n  - ")}`);
    this.issues = issues;
  }
}

type Faults = readonly (string | false | undefined)[];

export function throwAny(faults: Faults): void {
  const issues = faults.filter((fault) => typeof fault === "string");
  if (issues[0]) throw new BootError(issues);
}

export function checkList(uses: readonly PluginUse[]): Faults {
  return uses.flatMap(({ name, spec, options }, i) => {
    const { gives = [], needs = [], wants = [], asks = [] } = spec;
    const before = uses.slice(0, i);
    return [
      before.some((other) => other.name === name) && `two plugins are named "${name}": name the second with { "as": "..." }`,
      ...gives.map((given) => {
        const other = name === spec.name && before.find((use) => doesGive(use, given));
        return other && `"${given.name}" is given by ${other.name} and ${name}: a key has one giver, remove one`;
      }),
      ...[...needs, ...wants].map((read) => {
        const giver = uses.find((use) => doesGive(use, read));
        if (!giver)
          return needs.includes(read) && `${name} needs "${read.name}", which no plugin gives: list one that does before it`;
        return (
          !before.includes(giver) && `${name} reads "${read.name}", which ${giver.name} gives: list ${giver.name} before ${name}`
        );
      }),
      ...asks.map(
        (asked) =>
          !uses.some((use) => doesOffer(use, asked)) &&
          `${name} asks for "${asked.name}", which no plugin offers: list one that does`,
      ),
      ...(spec.config.safeParse(options).error?.issues ?? []).map(
        (issue) => `${[name, ...issue.path].join(".")}: ${issue.message}`,
      ),
    ];
  });
}

/** `guard` is the key that says who is asking: an admin route without an earlier giver would be open to all. */
export function checkRoutes(uses: readonly PluginUse[], routes: readonly MountedRoute[], guard: AnyKey | undefined): Faults {
  return routes.flatMap(({ method, path, access, plugin, as, handle }, i) => {
    const same = routes.slice(0, i).find((other) => other.method === method && other.path === path);
    const before = uses.slice(
      0,
      uses.findIndex(({ name }) => name === plugin),
    );
    return [
      same && `is answered by ${same.plugin} already`,
      !/^(client|admin|public)$/.test(access) && "names no access: client, admin or public",
      access === "admin" &&
        !(guard && before.some((use) => doesGive(use, guard))) &&
        "is for admins: list a plugin that authenticates before it",
      !handle && !as && "has neither handle nor as",
    ].map((fault) => fault && `${plugin}: route ${method} ${path} ${fault}`);
  });
}

/** Setup order: the plugin that offers a service comes before those that ask for it, otherwise as listed. */
export function setupOrder(uses: readonly PluginUse[]): ReadonlySet<PluginUse> {
  const order = new Set<PluginUse>();
  const visit = (use: PluginUse, waiting: readonly PluginUse[]): void => {
    throwAny([waiting.includes(use) && `${use.name} waits for itself: a ring of services`]);
    for (const asked of use.spec.asks ?? [])
      for (const other of uses) if (doesOffer(other, asked)) visit(other, [...waiting, use]);
    order.add(use);
  };
  for (const use of uses) visit(use, []);
  return order;
}

/** A second, named use of a plugin gives no keys, because each key has one giver. */
function doesGive({ name, spec }: PluginUse, key: AnyKey): boolean | undefined {
  return name === spec.name && spec.gives?.some((given) => given.name === key.name);
}

function doesOffer({ spec }: PluginUse, { name }: { name: string }): boolean | undefined {
  return spec.offers?.some((offered) => offered.name === name);
}
