/** Refuses what a command does not know: a misspelt `--expires` that is passed over would make a key that never ends. */

export interface Given {
  readonly [name: string]: unknown;
  readonly _: readonly string[];
}

export type Defined = Readonly<Record<string, { readonly type: string; readonly alias?: string }>>;

/** Throws for the first that is unknown, left over or without its value. */
export function strictly(given: Given, defined: Defined): void {
  const all = Object.entries(defined);
  const options = all.filter(([, { type }]) => type !== "positional");
  const expected = options.map(([name]) => `--${name}`).join(", ") || "none";
  const names = new Set([
    "_",
    ...all.flatMap(([name, { alias }]) => [name, camel(name), ...(alias === undefined ? [] : [alias])]),
  ]);
  for (const name of Object.keys(given)) {
    if (!names.has(name)) throw new Error(`unknown option ${name.length > 1 ? "--" : "-"}${name}; expected ${expected}`);
  }
  const left = given._[all.length - options.length];
  if (left !== undefined) throw new Error(`${JSON.stringify(left)} is one word too many; expected ${expected}`);
  for (const [name, { type }] of all) {
    const value = given[name];
    if (type === "string" && value !== undefined && (typeof value !== "string" || value === ""))
      throw new Error(`--${name} needs a value`);
  }
}

/** The parser gives every name both ways. */
function camel(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
