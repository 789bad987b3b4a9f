/** Finds the fields that a client sent and no schema knows. */

/** An answer should not repeat a whole body. */
const most = 20;

/** Paths, such as `provider_configs.0.colour`, of fields of `raw` that are neither in `kept` nor in `expected`. */
export function unknownFields(raw: unknown, kept: unknown, expected: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const path of missed(raw, kept, "")) {
    if (!expected.includes(path)) found.push(path);
    if (found.length === most) break;
  }
  return found;
}

function* missed(raw: unknown, kept: unknown, path: string): Generator<string> {
  if (!isObject(raw) || !isObject(kept)) return;
  for (const [name, value] of Object.entries(raw)) {
    const at = path + name.slice(0, 100);
    if (Object.hasOwn(kept, name)) yield* missed(value, (kept as Record<string, unknown>)[name], `${at}.`);
    else yield at;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
