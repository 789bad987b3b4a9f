/** Reads a config file, in any of its formats, as it is on disk now. */
import { readFile } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { loadConfig, type LoadConfigOptions } from "c12";
import { ConfigError } from "../config-error.ts";
import { isPlainObject } from "../path.ts";
import { duplicateKeys } from "./duplicate-keys.ts";
import { parseJson } from "./json.ts";
import { importFresh } from "./module.ts";

/** Throws a ConfigError that says where the file is malformed. */
export async function readConfig(file: string): Promise<unknown> {
  try {
    const format = extname(file);
    if (format === ".json") return readJson(await readFile(file, "utf8"), file);
    if (format.endsWith("s")) return await importFresh(file, async () => readAlone(file));
    return await readAlone(file);
  } catch (error) {
    throw error instanceof ConfigError ? error : new ConfigError([{ path: "", ...describeFault(error, file) }], file);
  }
}

function readJson(text: string, file: string): unknown {
  const said = parseJson(text);
  const repeated = duplicateKeys(text);
  if (repeated.length > 0) throw new ConfigError(repeated, file);
  return said;
}

/** c12 with everything turned off that would merge in other sources or files, or write the config somewhere. */
async function readAlone(file: string): Promise<unknown> {
  const only: LoadConfigOptions = {
    name: "headgate",
    cwd: dirname(file),
    configFile: file,
    rcFile: false,
    globalRc: false,
    packageJson: false,
    extend: false,
    dotenv: false,
    giget: false,
    envName: false,
    // The standard merger makes an empty config of a file that holds only text.
    merger: (...sources: unknown[]) => sources.find((source) => source !== undefined) as object,
    // jiti's cache on disk would keep a copy of the secrets. A config outside any project still finds defineGateway and env.
    jitiOptions: { fsCache: false, virtualModules: await ourselves() },
  };
  const { config, meta } = await loadConfig(only).catch((error: unknown) => {
    // c12 cannot handle a file that says nothing.
    if (error instanceof TypeError && error.message.includes("$meta")) return { config: null, meta: {} };
    throw error;
  });
  return isPlainObject(config) && Object.keys(meta ?? {}).length > 0 ? { ...config, $meta: meta } : config;
}

async function ourselves(): Promise<Record<string, unknown>> {
  const define = await import("../define.ts");
  return { "@headgate/config": define, headgate: define };
}

/** Leaves out the text around the fault, which parsers quote: it may contain a secret. */
function describeFault(error: unknown, file: string): { found: string; expected: string } {
  const { message = "", reason, mark, lineNumber, columnNumber } = error as ParserError;
  const expected = `a file that can be read as ${extname(file).slice(1)}`;
  if (mark) return { found: `${reason} at line ${mark.line + 1}, column ${mark.column + 1}`, expected };
  if (lineNumber !== undefined) return { found: `a syntax error at line ${lineNumber}, column ${columnNumber}`, expected };
  const [what = ""] = message.split("\nRequire stack:");
  return { found: what.replaceAll(/\s+/g, " ").trim().slice(0, 300), expected };
}

interface ParserError extends Partial<Error> {
  /** YAML. */
  readonly reason?: string;
  readonly mark?: { readonly line: number; readonly column: number };
  /** JSON and JSON5. */
  readonly lineNumber?: number;
  readonly columnNumber?: number;
}
