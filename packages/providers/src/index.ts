/** The catalogue of known providers, as data. */
export { catalogue } from "./catalogue.ts";
export type { KnownKey, KnownOption, KnownProvider, Quirks } from "./known-provider.ts";
export { providersTable } from "./table.ts";
