/** Paths in a config, written as in code. */

export type Path = readonly PropertyKey[];

/** `providers.openai.keys[0].value`, `models["gpt-4.1"][0]`; a plugin's options are `plugins[1].options`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part, i) => {
    if (path[0] === "plugins" && i === 2 && part === 0) return text;
    if (path[0] === "plugins" && i === 2 && part === 1) return `${text}.options`;
    if (typeof part === "number") return `${text}[${part}]`;
    const name = String(part);
    if (!/^[$\w-]+$/.test(name)) return `${text}[${JSON.stringify(name)}]`;
    return text === "" ? name : `${text}.${name}`;
  }, "");
}

export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => (isObject(value) && Object.hasOwn(value, part) ? value[part] : undefined), root);
}

export function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}

/** True only for what a file can contain, not for instances such as a plugin's schema. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
