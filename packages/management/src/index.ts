/** What the management routes of plugins share: bodies and queries, read by their schemas. */
export { type BodyOptions, type Read, readBody } from "./body.ts";
export { wrongField } from "./fault.ts";
export { readQuery } from "./query.ts";
