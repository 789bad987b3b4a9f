/** Describes a value without ever showing a secret. */
import { formatPath, type Path } from "./path.ts";

export interface Finding {
  readonly path: Path;
  readonly value: unknown;
  /** Strings from elsewhere (plugin options) may be secrets under any name. */
  readonly showStrings: boolean;
  /** What the file says there, such as `env.OPENAI_API_KEY`, where the value came from a reference. */
  readonly references: ReadonlyMap<string, string>;
}

export function describeFinding({ path, value, showStrings, references }: Finding): string {
  const reference = references.get(formatPath(path));
  if (reference !== undefined) return `${reference} (${kindOf(value)})`;
  const secret = path.length === 0 || path.some((part) => typeof part === "string" && secretName.test(part));
  if (secret || typeof value === "object" || typeof value === "function" || value === undefined || value === "")
    return kindOf(value);
  if (typeof value === "string") return showStrings ? quote(value) : kindOf(value);
  return JSON.stringify(value) ?? kindOf(value);
}

export function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (value === "") return "an empty string";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

/** Short, and without the password that a URL may contain. */
export function quote(text: string): string {
  const bare = text.replace(/\/\/[^/?#]*@/, "//[hidden]@").replace(/[?#].*$/s, "?[hidden]");
  return JSON.stringify(bare.length > 60 ? `${bare.slice(0, 60)}…` : bare);
}

const secretName = /^(keys|value|headers)$|secret|token|password|credential|authorization|(?:api|encryption)_?key/i;
