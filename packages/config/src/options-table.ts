/** The schema as a markdown table: every option with its path, type, default and purpose. */
import { type JsonSchema, phrase } from "./expected.ts";
import { jsonSchema } from "./json-schema.ts";

export function optionsTable(): string {
  const rows = rowsOf(jsonSchema() as JsonSchema, "").map(
    ({ path, type, standard, what }) => `| \`${path}\` | ${escape(type)} | ${standard} | ${escape(what)} |`,
  );
  return ["| Option | Type | Default | What it is |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

interface Row {
  readonly path: string;
  readonly type: string;
  readonly standard: string;
  readonly what: string;
}

function rowsOf(schema: JsonSchema, path: string): readonly Row[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, option]) => {
    const own = path === "" ? name : `${path}.${name}`;
    const standard =
      option.default === undefined
        ? schema.required?.includes(name)
          ? "required"
          : ""
        : `\`${JSON.stringify(option.default)}\``;
    const inner = [...rowsOf(option, own), ...rowsOfMembers(option, own)];
    // A group is shown by its options; only an option without any is a row.
    return inner.length > 0 ? inner : [{ path: own, type: typeOf(option), standard, what: option.description ?? "" }];
  });
}

function rowsOfMembers({ items, additionalProperties }: JsonSchema, path: string): readonly Row[] {
  if (typeof items === "object" && items.properties) return rowsOf(items, `${path}[]`);
  return typeof additionalProperties === "object" && additionalProperties.properties
    ? rowsOf(additionalProperties, `${path}.NAME`)
    : [];
}

function typeOf({ items, additionalProperties, ...schema }: JsonSchema): string {
  if (typeof items === "object") return `${phrase(schema)}, each item ${phrase(items)}`;
  return typeof additionalProperties === "object" ? `an object, each value ${typeOf(additionalProperties)}` : phrase(schema);
}

function escape(text: string): string {
  return text.replaceAll("|", "\\|");
}
