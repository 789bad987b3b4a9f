/** Imports a config that is code, anew each time, beside the gateway's own modules, so that its plugins share one core. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

let generation = 0;

/** The default export; if it is a function, its result. `transpile` reads what this version of Node cannot import itself. */
export async function importFresh(file: string, transpile: () => Promise<unknown>): Promise<unknown> {
  // CommonJS files are cached by name, whatever query the import has.
  const { cache } = createRequire(import.meta.url);
  // oxlint-disable-next-line typescript/no-dynamic-delete -- the cache is such an object
  delete cache[file];
  generation += 1;
  let module: { readonly default?: unknown };
  try {
    module = (await import(/* @vite-ignore */ `${pathToFileURL(file).href}?generation=${generation}`)) as typeof module;
  } catch (error) {
    if (!beyondNode.has((error as NodeJS.ErrnoException).code)) throw error;
    return transpile();
  }
  if (module.default === undefined) throw new Error("no default export: write `export default defineGateway({ ... })`");
  return typeof module.default === "function" ? (module.default as () => unknown)() : module.default;
}

/** TypeScript on Node 20, TypeScript that is more than types, and `@headgate/config` where nothing is installed. */
const beyondNode: ReadonlySet<string | undefined> = new Set([
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_MODULE_NOT_FOUND",
  "MODULE_NOT_FOUND",
]);
