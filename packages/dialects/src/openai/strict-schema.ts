/** Strictness, where OpenAI accepts it: it refuses strict schemas with optional members. */
import type { Loss } from "../canonical/index.ts";
import { isRecord } from "../canonical/expect.ts";

/** What was requested, or false with `loss` noted. */
export function strictness(strict: boolean | undefined, schema: unknown, loss: Loss, lost: Loss[]): boolean | undefined {
  if (strict !== true || fits(schema)) return strict;
  lost.push(loss);
  return false;
}

/** Not recursive, since schemas can be as deep as bodies. */
function fits(schema: unknown): boolean {
  const open: unknown[] = [schema];
  while (open.length > 0) {
    const one = open.pop();
    if (!isRecord(one)) continue;
    const { properties, required, items } = one;
    if (isRecord(properties)) {
      const names = new Set<unknown>(Array.isArray(required) ? required : []);
      if (!Object.keys(properties).every((name) => names.has(name))) return false;
    }
    open.push(items);
    for (const name of nests) {
      const members = one[name];
      if (typeof members === "object" && members !== null) for (const member of Object.values(members)) open.push(member);
    }
  }
  return true;
}

const nests = ["properties", "$defs", "definitions", "anyOf", "oneOf", "allOf"];
