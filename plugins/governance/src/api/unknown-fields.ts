/** What a client sent and no schema knows: ignored, but not in silence. */

/** So many at most, for an answer is not for repeating a body. */
const most = 20;

/** Paths such as `provider_configs.0.colour`, of what is in `raw` and was not kept. */
export function unknownFields(raw: unknown, kept: unknown): readonly string[] {
  const found: string[] = [];
  collect(raw, kept, "", found);
  return found;
}

function collect(raw: unknown, kept: unknown, path: string, found: string[]): void {
  if (!isObject(raw) || !isObject(kept)) return;
  for (const [name, value] of Object.entries(raw)) {
    if (found.length >= most) return;
    const at = path + name.slice(0, 100);
    if (Object.hasOwn(kept, name)) collect(value, (kept as Record<string, unknown>)[name], `${at}.`, found);
    else found.push(at);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
