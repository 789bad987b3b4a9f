/** Gemini's bodies may repeat the model of the path, as `models/…`; Google refuses two that differ. */
import type { Operation } from "../operation.ts";

type Fields = Readonly<Record<string, unknown>>;

/** `fields`: the model field itself, or requests that contain one, single or in arrays. */
export function repeatedIn(...fields: readonly string[]): NonNullable<Operation["repeats"]> {
  return (field, model) => {
    const name = `models/${model}`;
    const changed: Record<string, unknown> = {};
    for (const each of fields) {
      const found = field(each);
      const right = each === "model" ? (typeof found === "string" ? name : found) : renamed(found, name);
      if (right !== found) changed[each] = right;
    }
    return changed;
  };
}

/** The same value if there is nothing to change. */
function renamed(found: unknown, name: string): unknown {
  if (Array.isArray(found)) {
    const all = (found as readonly unknown[]).map((one) => renamed(one, name));
    return all.every((one, i) => one === found[i]) ? found : all;
  }
  if (typeof found !== "object" || found === null) return found;
  const { model } = found as Fields;
  return typeof model !== "string" || model === name ? found : { ...found, model: name };
}
