/** Finds keys that stand twice in one object of a JSON text: `JSON.parse` takes the last of them and says nothing. */
import type { ConfigIssue } from "../config-error.ts";
import { formatPath } from "../path.ts";

interface Level {
  /** Absent in a list. */
  readonly keys: Set<string> | undefined;
  /** The key or index that is being read. */
  at: string | number;
}

const token = /"(?:[^"\\]|\\.)*"|[[\]{},]/g;

/** One issue for each repetition. The text must be valid JSON. */
export function duplicateKeys(text: string): readonly ConfigIssue[] {
  const issues: ConfigIssue[] = [];
  const open: Level[] = [];
  let mayBeKey = false;
  for (const { 0: found, index } of text.matchAll(token)) {
    const level = open.at(-1);
    if (found === "{" || found === "[") open.push(found === "{" ? { keys: new Set(), at: "" } : { keys: undefined, at: 0 });
    else if (found === "}" || found === "]") open.pop();
    else if (found === ",") {
      if (typeof level?.at === "number") level.at += 1;
    } else if (mayBeKey && level?.keys) {
      const key = JSON.parse(found) as string;
      level.at = key;
      if (level.keys.has(key)) issues.push(repeated(open, key, text.slice(0, index)));
      level.keys.add(key);
    }
    mayBeKey = found === "{" || found === ",";
  }
  return issues;
}

function repeated(open: readonly Level[], key: string, before: string): ConfigIssue {
  // What does not look like a name may be a secret in the wrong place.
  const shown = /^[\w$.@/-]{1,24}$/.test(key);
  const path = open.map(({ at }) => at).slice(0, shown ? undefined : -1);
  const lines = before.split("\n");
  const place = `line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
  const what = shown ? `the key ${JSON.stringify(key)}` : `a key of ${key.length} characters`;
  return { path: formatPath(path), found: `${what} again at ${place}`, expected: "each key only once" };
}
