/** The catalogue as a markdown table, for its README. */
import { catalogue } from "./catalogue.ts";
import type { KnownProvider } from "./known-provider.ts";

/** Its tests, one for each name, call a stand-in for the host. */
const suite = "apps/gateway/test/known";

export function providersTable(): string {
  const rows = catalogue.map(
    (known) =>
      `| ${[`[${known.name}](${known.docs})`, known.dialect, code(known.baseUrl), keyOf(known), known.operations.join(", "), quirksOf(known), testOf(known)].join(" | ")} |`,
  );
  return [
    "| `use` | Dialect | Base URL | Key | Operations | Quirks | Test |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** The file and name of its test. */
function testOf({ name, dialect }: KnownProvider): string {
  return code(`${suite}/${dialect}.test.ts › ${name}`);
}

function keyOf({ key: { variables, parts, file, authorization } }: KnownProvider): string {
  const where = authorization && code([`${authorization.header}:`, authorization.scheme].filter(Boolean).join(" "));
  const joined = parts?.map((part, i) => (i < 2 ? `${i > 0 ? ":" : ""}${part}` : `[:${part}]`)).join("");
  const known = [...variables, ...(joined === undefined ? [] : [joined])].map(code);
  const all = file === undefined ? known : [...known, `the file that ${code(file)} names`];
  return [all.join(" or ") || "none", ...(where ? [where] : [])].join(", in ");
}

function quirksOf({ options = {}, quirks = {} }: KnownProvider): string {
  const asked = Object.entries(options).map(
    ([name, { default: standard }]) => `option ${code(name)}${standard === undefined ? "" : ` (${standard})`}`,
  );
  const own = Object.entries(quirks).map(
    ([name, value]) => `${name} ${code(typeof value === "string" ? value : JSON.stringify(value))}`,
  );
  return [...asked, ...own].join(", ");
}

function code(text: string): string {
  return `\`${text}\``;
}
