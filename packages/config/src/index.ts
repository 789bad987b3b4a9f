/** One config file: found, read, checked, explained. */
export { ConfigError, type ConfigIssue } from "./config-error.ts";
export { defineGateway, env } from "./define.ts";
export { explainTree, type ExplainOptions } from "./explain/tree.ts";
export { type JudgedProvider, judgeProvider } from "./judge-provider.ts";
export { jsonSchema } from "./json-schema.ts";
export { importKnown, type ImportOptions } from "./known/import.ts";
export type { Catalogue, Known } from "./known/schema.ts";
export { type LoadedConfig, type LoadOptions, loadConfig } from "./load.ts";
export { optionsTable } from "./options-table.ts";
export { type Environment, parseConfig, type ParseOptions } from "./parse.ts";
export { type PluginEntry, resolvePlugins, type ResolvePluginsOptions } from "./plugins.ts";
export type { ProviderConfig } from "./provider-schema.ts";
export { configSchema, type GatewayConfig, type GatewayConfigInput } from "./schema.ts";
export { suggest } from "./suggest.ts";
