/** Faults between the entries of the plugin list, each at its own entry: what is missing, listed too late, or there twice. */
import { ConfigError, type ConfigIssue } from "@headgate/config";
import type { PluginFactory, PluginSpec, PluginUse } from "@headgate/core";
import { createRequire } from "node:module";

/** Core refuses the same lists, without knowing the file. Rejects with a ConfigError that names every fault. */
export async function checkPluginList(uses: readonly PluginUse[], file: string): Promise<void> {
  const faults = await Promise.all(uses.map((_, at) => faultsOf(uses, at)));
  const issues = faults.flatMap((found, at) => found.map((fault) => ({ path: `plugins[${at}]`, ...fault })));
  if (issues.length > 0) throw new ConfigError(issues, file);
}

type Fault = Omit<ConfigIssue, "path">;

async function faultsOf(uses: readonly PluginUse[], at: number): Promise<readonly Fault[]> {
  const { name, spec } = uses[at]!;
  const before = uses.slice(0, at);
  const { needs = [], wants = [] } = spec;
  const faults: Fault[] = [];
  if (before.some((use) => use.name === name))
    faults.push({ found: `a second plugin named "${name}"`, expected: 'another name for it, with { "as": "..." }' });
  for (const { name: key } of spec.gives ?? []) {
    const other = name === spec.name && before.find((use) => doesGive(use, key));
    if (other && other.name !== name)
      faults.push({ found: `${name}, which gives "${key}" as ${other.name} does`, expected: "one of the two" });
  }
  for (const read of [...needs, ...wants]) {
    const giver = uses.find((use) => doesGive(use, read.name));
    if (!giver && needs.includes(read)) faults.push(missing(name, read.name, await giverOf(read.name)));
    else if (giver && !before.includes(giver))
      faults.push({
        found: `${name}, which reads "${read.name}", before ${giver.name}, which gives it`,
        expected: `${giver.name} first`,
      });
  }
  return faults;
}

function missing(name: string, key: string, giver: string | undefined): Fault {
  const expected = giver === undefined ? "one that does before it" : `one that does before it, such as ${giver}`;
  return { found: `${name} without a plugin that gives "${key}"`, expected };
}

/** A second, named use of a plugin gives nothing: each key has one giver. */
function doesGive({ name, spec }: PluginUse, key: string): boolean {
  return name === spec.name && gives(spec, key);
}

function gives(spec: PluginSpec, key: string): boolean {
  return spec.gives?.some(({ name }) => name === key) === true;
}

/** Of the gateway's own plugins, which are loaded only to say this. */
async function giverOf(key: string): Promise<string | undefined> {
  const { dependencies } = createRequire(import.meta.url)("../package.json") as { dependencies: Record<string, string> };
  for (const name of Object.keys(dependencies).filter((dependency) => dependency.startsWith("@headgate/plugin-"))) {
    const { default: factory } = (await import(name)) as { default: PluginFactory };
    if (gives(factory.spec, key)) return name;
  }
  return undefined;
}
