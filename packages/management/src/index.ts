/** What the management routes of plugins share: how they answer, and bodies and queries, read by their schemas. */
export { type BodyOptions, type Read, readBody } from "./body.ts";
export { largestOffset, oneOf, type Page, page, wholeNumber } from "./parameters.ts";
export { readQuery } from "./query.ts";
export { adminRoute, type Answer, jsonRoute, withWarnings } from "./route.ts";
