/** Which package may import which: the only place where the allowed import graph is written down. */
import { type Workspace, workspaces } from "./workspaces.ts";

/** The packages that each package's source may import; all plugins have one rule, and so do all apps. */
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

/** The only packages that may import these libraries. */
export const HOMES: Readonly<Record<string, readonly string[]>> = {
  h3: ["packages/http"],
  undici: ["packages/upstream"],
  listhen: ["apps/gateway"],
  ioredis: ["packages/store"],
  libsql: ["packages/db"],
  pg: ["packages/db"],
};

/** The npm names of the workspaces that a workspace's source may import. */
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

/** False for a package without a place in the graph: it must be added to design.md and here, on purpose. */
export function isPlaced(one: Workspace): boolean {
  const [, short = ""] = one.folder.split("/");
  return one.group !== "packages" || short === "testkit" || short in PACKAGES;
}
