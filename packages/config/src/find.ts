/** Finds the config file: the one that was named, else the only headgate.config in the folder. */
import { existsSync, statSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import { ConfigError } from "./config-error.ts";

const formats = [".ts", ".mts", ".js", ".mjs", ".json", ".json5", ".yaml", ".yml"];

/** Undefined when no file was named and none is found. Throws a ConfigError when the named one is missing, or when there are two. */
export function findConfig(cwd: string, named: string | undefined): string | undefined {
  if (named !== undefined) return checkNamed(resolve(cwd, named));
  const [file, ...others] = formats.map((format) => join(cwd, `headgate.config${format}`)).filter((path) => existsSync(path));
  if (others.length > 0) {
    throw new ConfigError([
      { path: "", found: [file, ...others].join(" and "), expected: "one config file: remove or rename the others" },
    ]);
  }
  return file;
}

function checkNamed(file: string): string {
  const fault = (found: string, expected: string): never => {
    throw new ConfigError([{ path: "", found, expected }], file);
  };
  if (!statSync(file, { throwIfNoEntry: false })?.isFile())
    fault(existsSync(file) ? "a folder" : "no such file", "a config file");
  if (!formats.includes(extname(file))) fault(`a *${extname(file)} file`, `one of ${formats.join(", ")}`);
  return file;
}
