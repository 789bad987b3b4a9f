/** What a config file says, in any of its formats, as it stands on disk now. */
import { readFile } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { loadConfig, type LoadConfigOptions } from "c12";
import { ConfigError } from "./config-error.ts";
import { isPlainObject } from "./path.ts";
import { parseJson } from "./read-json.ts";
import { importFresh } from "./read-module.ts";

/** Throws a ConfigError that says where the file is malformed. */
export async function readConfig(file: string): Promise<unknown> {
  try {
    const format = extname(file);
    if (format === ".json") return parseJson(await readFile(file, "utf8"));
    if (format.endsWith("s")) return await importFresh(file, async () => readAlone(file));
    return await readAlone(file);
  } catch (error) {
    throw new ConfigError([{ path: "", ...describeFault(error, file) }], file);
  }
}

/** c12 with everything off that would mix in other sources or files, or write the config somewhere. */
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
    // Its cache on disk would keep a copy of the secrets. A config outside any project still finds defineGateway and env.
    jitiOptions: { fsCache: false, virtualModules: await ourselves() },
  };
  const { config, meta } = await loadConfig(only).catch((error: unknown) => {
    // A file that says nothing is one thing that c12 cannot hold.
    if (error instanceof TypeError && error.message.includes("$meta")) return { config: null, meta: {} };
    throw error;
  });
  return isPlainObject(config) && Object.keys(meta ?? {}).length > 0 ? { ...config, $meta: meta } : config;
}

async function ourselves(): Promise<Record<string, unknown>> {
  const define = await import("./define.ts");
  return { "@headgate/config": define, headgate: define };
}

/** Without the text around the fault, which a parser likes to quote: it may hold a secret. */
function describeFault(error: unknown, file: string): { found: string; expected: string } {
  const { message = "", reason, mark, lineNumber, columnNumber } = error as ParserError;
  const expected = `a file that can be read as ${extname(file).slice(1)}`;
  if (mark) return { found: `${reason} at line ${mark.line + 1}, column ${mark.column + 1}`, expected };
  if (lineNumber !== undefined) return { found: `a fault at line ${lineNumber}, column ${columnNumber}`, expected };
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
