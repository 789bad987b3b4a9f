/** What is wrong with a config: every fault at once, each with its place, what was found and what was expected. */

export interface ConfigIssue {
  /** `providers.openai.keys[0].value`; "" for the whole file. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  /** The nearest valid word. */
  readonly suggestion?: string;
}

export class ConfigError extends Error {
  readonly issues: readonly ConfigIssue[];
  readonly file: string | undefined;
  constructor(issues: readonly ConfigIssue[], file?: string) {
    const count = issues.length === 1 ? "1 problem" : `${issues.length} problems`;
    super([`${file ?? "the config"} has ${count}:`, ...issues.map((issue) => `  - ${line(issue)}`)].join("\n"));
    this.name = "ConfigError";
    this.issues = issues;
    this.file = file;
  }
}

function line({ path, found, expected, suggestion }: ConfigIssue): string {
  const place = path === "" ? "" : `${path}: `;
  const hint = suggestion === undefined ? "" : ` (did you mean ${JSON.stringify(suggestion)}?)`;
  return `${place}found ${found}, expected ${expected}${hint}`;
}
