/** Who may import whom: the one place where the allowed graph of the house is written down. */
import { type Workspace, workspaces } from "./workspaces.ts";

/** Packages that may be imported by the source of each package; a plugin and an app have one rule for all of them. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  core: [],
  wire: [],
  words: ["core"],
  management: ["core"],
  store: ["core"],
  db: ["core"],
  config: ["core"],
  dialects: ["core", "wire"],
  providers: ["core"],
  upstream: ["core", "wire", "dialects"],
  http: ["core", "wire", "dialects"],
};

const PLUGIN = ["core", "words", "wire", "db", "management"];

/** The only homes of what would otherwise spread. */
export const HOMES: Readonly<Record<string, readonly string[]>> = {
  h3: ["packages/http"],
  undici: ["packages/upstream"],
  listhen: ["apps/gateway"],
  ioredis: ["packages/store"],
  libsql: ["packages/db"],
  pg: ["packages/db"],
};

/** Whether a workspace's source may import another workspace, by npm name. */
export function allowed(from: Workspace): readonly string[] {
  const names = (keep: (one: Workspace) => boolean): readonly string[] =>
    workspaces.filter((one) => one !== from && keep(one)).map((one) => one.manifest.name);
  const [, short = ""] = from.folder.split("/");
  switch (from.group) {
    case "plugins":
      return names((one) => one.group === "packages" && PLUGIN.some((name) => one.folder === `packages/${name}`));
    case "apps":
      return names((one) => ["packages", "plugins", "apps"].includes(one.group));
    case "packages":
      if (short === "testkit") return names((one) => one.group === "packages");
      return names((one) => (PACKAGES[short] ?? []).some((name) => one.folder === `packages/${name}`));
    default:
      return names(() => true);
  }
}

/** A package nobody gave a place in the graph: it must be added to design.md and here, on purpose. */
export function isPlaced(one: Workspace): boolean {
  const [, short = ""] = one.folder.split("/");
  return one.group !== "packages" || short === "testkit" || short in PACKAGES;
}
