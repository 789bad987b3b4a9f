/** Checks a provider that does not come from the file, such as one from an API, by the same schema. */
import type { ConfigIssue } from "./config-error.ts";
import { kindOf } from "./found.ts";
import { toIssues } from "./issues.ts";
import { fillIn } from "./known/fill-in.ts";
import type { Catalogue } from "./known/schema.ts";
import { toJsonSchema } from "./json-schema.ts";
import { type ProviderConfig, providerName, providerSchema } from "./provider-schema.ts";

export interface JudgedProvider {
  /** With defaults filled in; absent when there are issues. */
  readonly provider?: ProviderConfig;
  /** Every fault; paths are relative to the provider, as in `keys[0].value`. None quotes a secret. */
  readonly issues: readonly ConfigIssue[];
}

/** References are not resolved: `env.NAME` is a string like any other here. `catalogue` is the same as for `parseConfig`. */
export function judgeProvider(name: string, written: object, catalogue: Catalogue = []): JudgedProvider {
  const named = providerName.safeParse(name).success;
  const title = providerName.meta()?.title ?? "another name";
  const faults: readonly ConfigIssue[] = named ? [] : [{ path: "name", found: kindOf(name), expected: title }];
  const { provider: raw, issues: unfilled } = fillIn(name, written, catalogue, []);
  const { data, error } = providerSchema.safeParse(raw);
  const judged = { value: raw, schema: toJsonSchema(providerSchema), at: [], showStrings: true, references: new Map() };
  const issues = [...faults, ...unfilled, ...toIssues(error?.issues ?? [], judged)];
  return issues.length > 0 || !data ? { issues } : { provider: data as ProviderConfig, issues };
}
