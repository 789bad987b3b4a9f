/** Runs "are the types wrong?" on a tarball, as seen by a project that imports ES modules. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

interface Core {
  createPackageFromTarballData(tarball: Uint8Array): unknown;
  checkPackage(subject: unknown): Promise<{ readonly types: unknown; readonly problems?: readonly Problem[] }>;
}

interface Problem {
  readonly kind: string;
  readonly entrypoint?: string;
  readonly resolutionKind?: string;
}

/** What its command line calls the profile `esm-only`. */
const NOT_ASKED = new Set(["node10", "node16-cjs"]);

export async function typeProblems(tarball: string): Promise<readonly string[]> {
  const { checkPackage, createPackageFromTarballData } = await core();
  const { types, problems = [] } = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
  if (types === false) return ["the package has no types"];
  return problems
    .filter(({ resolutionKind }) => resolutionKind === undefined || !NOT_ASKED.has(resolutionKind))
    .map(
      ({ kind, entrypoint, resolutionKind }) =>
        `${kind} at ${entrypoint ?? "the package"} (${resolutionKind ?? "any resolution"})`,
    );
}

/** The library behind the command line that is declared at the root: one process for all packages, not one for each. */
async function core(): Promise<Core> {
  const require = createRequire(import.meta.url);
  const path = createRequire(require.resolve("@arethetypeswrong/cli/package.json")).resolve("@arethetypeswrong/core");
  return (await import(pathToFileURL(path).href)) as Core;
}
