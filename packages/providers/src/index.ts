/** The catalogue of known providers, as data. */
export { catalogue } from "./catalogue.ts";
export type { KnownKey, KnownOption, KnownProvider, KnownSignature, Quirks } from "./known-provider.ts";
export { providersTable } from "./table.ts";
