/** The `options` of a known provider, filled in where that provider needs them: in its host name, paths or query. */
import type { ConfigIssue } from "../config-error.ts";
import { kindOf, quote } from "../found.ts";
import type { Known } from "./schema.ts";
import { formatPath, isPlainObject, type Path } from "../path.ts";
import { suggest } from "../suggest.ts";

export interface Options {
  /** Replaces each `{option}`; a missing one is reported in `issues`, once. */
  fill(text: string): string;
  /** A different base URL, if an option asks for one. */
  readonly baseUrl: string | undefined;
  readonly issues: readonly ConfigIssue[];
}

export function optionsOf({ name, options: asked = {} }: Pick<Known, "name" | "options">, said: unknown, at: Path): Options {
  const given = isPlainObject(said) ? said : {};
  const names = Object.keys(asked);
  const issues: ConfigIssue[] = [];
  if (said !== undefined && said !== given) issues.push({ path: formatPath(at), found: kindOf(said), expected: "an object" });
  for (const option of Object.keys(given)) {
    if (names.includes(option)) continue;
    const near = suggest(option, names);
    issues.push({
      path: formatPath([...at, option]),
      found: `an option that ${name} does not have`,
      expected: names.length === 0 ? "none" : `one of ${names.join(", ")}`,
      ...(near !== undefined && { suggestion: near }),
    });
  }
  const missing = new Set<string>();
  const valueOf = (option: string): string => {
    const value = Object.hasOwn(given, option) ? given[option] : asked[option]!.default;
    if (typeof value === "string" && harmless.test(value)) return value;
    if (!missing.has(option)) {
      const found = typeof value === "string" && value !== "" ? quote(value) : kindOf(value);
      issues.push({ path: formatPath([...at, option]), found, expected: `${asked[option]!.about}: letters, digits, -, . and _` });
    }
    missing.add(option);
    return "missing";
  };
  const elsewhere = names.map((name) => {
    const value = Object.hasOwn(given, name) ? given[name] : asked[name]!.default;
    const { baseUrls = {} } = asked[name]!;
    return typeof value === "string" && Object.hasOwn(baseUrls, value) ? baseUrls[value] : undefined;
  });
  return {
    baseUrl: elsewhere.find((url) => url !== undefined),
    fill: (text) => text.replaceAll(/\{(\w+)\}/g, (whole, option: string) => (names.includes(option) ? valueOf(option) : whole)),
    issues,
  };
}

/** It must not lead to another host or out of its path. */
const harmless = /^\w(?:[\w.-]*\w)?$/;
