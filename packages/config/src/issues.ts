/** Turns schema issues into something a person can act on: path, found, expected, suggestion. */
import type { z } from "zod";
import type { ConfigIssue } from "./config-error.ts";
import { type JsonSchema, keysAt, phrase, schemasAt, wordsAt } from "./expected.ts";
import { describeFinding, kindOf, quote } from "./found.ts";
import { formatPath, type Path, valueAt } from "./path.ts";
import { suggest } from "./suggest.ts";

export interface Judged {
  /** The value that was judged. */
  readonly value: unknown;
  readonly schema: JsonSchema;
  /** The path of that value in the file. */
  readonly at: Path;
  readonly showStrings: boolean;
  readonly references: ReadonlyMap<string, string>;
}

type Issue = z.core.$ZodIssue;

export function toIssues(issues: readonly Issue[], judged: Judged, above: Path = []): readonly ConfigIssue[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path];
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, path, judged));
    if (issue.code === "invalid_key") return [invalidKey(path, judged)];
    if (issue.code === "invalid_union") {
      // The branch that got furthest is the one that was meant.
      const meant = issue.errors.find((branch) => branch.length > 0 && branch.every((inner) => inner.path.length > 0));
      const unknown = issue.errors.find(
        (branch) => branch.length > 0 && branch.every(({ code }) => code === "unrecognized_keys"),
      );
      if (meant ?? unknown) return toIssues((meant ?? unknown)!, judged, path);
    }
    return [wrongValue(issue, path, judged)];
  });
}

function wrongValue(issue: Issue, path: Path, { value: root, schema, at, showStrings, references }: Judged): ConfigIssue {
  const value = valueAt(root, path);
  const found: unknown = issue.code === "custom" ? issue.params?.["found"] : undefined;
  const words = wordsAt(schema, path);
  const suggestion = typeof value === "string" ? suggest(value, words) : undefined;
  const [wanted] = schemasAt(schema, path);
  const refusal = wordsOf(issue, typeof found === "string");
  const finding = { path: [...at, ...path], value, showStrings: showStrings || suggestion !== undefined, references };
  return {
    path: formatPath(finding.path),
    found: typeof found === "string" ? found : describeFinding(finding),
    expected: (refusal ?? (wanted && phrase(wanted))) || issue.message,
    ...(suggestion !== undefined && { suggestion }),
  };
}

function unknownKey(key: string, path: Path, { schema, at }: Judged): ConfigIssue {
  const known = keysAt(schema, path);
  const suggestion = suggest(key, known);
  // A key that is neither close to a known one nor looks like a name may be a secret in the wrong place.
  const shown = suggestion !== undefined || /^[\w$.@/-]{1,24}$/.test(key);
  return {
    path: formatPath([...at, ...path, ...(shown ? [key] : [])]),
    found: shown ? `the unknown key ${JSON.stringify(key)}` : `an unknown key of ${key.length} characters`,
    expected: known.length === 0 ? "no key here" : `one of ${known.join(", ")}`,
    ...(suggestion !== undefined && { suggestion }),
  };
}

function invalidKey(path: Path, { schema, at }: Judged): ConfigIssue {
  const names = schemasAt(schema, path.slice(0, -1)).find(({ propertyNames }) => propertyNames)?.propertyNames;
  const key = String(path.at(-1));
  return {
    path: formatPath([...at, ...path]),
    found: key === "" ? kindOf(key) : quote(key),
    expected: (names && phrase(names)) || "another name",
  };
}

/** The schema author's own message: ours names what belongs there, a plugin's is a sentence. Undefined where there is none. */
function wordsOf({ code, message }: Issue, ours: boolean): string | undefined {
  if (ours) return message;
  return (code === "custom" ? /^Invalid input$/ : zodsOwn).test(message) ? undefined : `something else: ${message}`;
}

/** How all messages begin that zod writes itself. */
const zodsOwn = /^(?:Invalid |Too (?:small|big): |Unrecognized )/;
