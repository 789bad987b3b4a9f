/** Says whether node_modules holds what package-lock.json asks for, so that an install is neither repeated nor forgotten. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * @param {string} root folder of the root package.json
 * @returns {string | undefined} why an install is needed, or undefined when everything is there
 */
export function missing(root) {
  const wanted = join(root, "package-lock.json");
  const found = join(root, "node_modules", ".package-lock.json");
  const installedAt = statSync(found, { throwIfNoEntry: false })?.mtimeMs;
  if (installedAt === undefined) return "node_modules is missing or incomplete";
  if (installedAt >= statSync(wanted).mtimeMs) return undefined;
  // A checkout touches the lockfile without changing it: only its content can say that an install is due.
  return difference(packagesOf(wanted), packagesOf(found));
}

function difference(wanted, found) {
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes("node_modules/") || entry.optional || entry.devOptional || entry.peer) continue;
    const present = found[path];
    if (!present) return `${path} is not installed`;
    if (present.version !== entry.version || present.integrity !== entry.integrity) return `${path} should be ${entry.version}`;
  }
  return undefined;
}

function packagesOf(path) {
  return JSON.parse(readFileSync(path, "utf8")).packages;
}
