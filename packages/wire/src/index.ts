/** Pure functions over bytes: scan a JSON object, edit it, frame server-sent events. */
export { isPrivateAddress } from "./address.ts";
export { standsAt } from "./ascii.ts";
export { asBuffer } from "./buffer.ts";
export { fieldOf, scanBody } from "./body.ts";
export type { HasBytes } from "./body.ts";
export { appendMember, editObject, removeEntries, setEntry } from "./edit.ts";
export { type Form, formField, type FormHead, type FormPart, formValues, isNamed } from "./form.ts";
export { boundaryOf, writeHead } from "./form-head.ts";
export { type FormFault, type FormLimits, FormScan, type ScannedPart } from "./form-scan.ts";
export { Frames } from "./frames.ts";
export type { Frame } from "./frame.ts";
export type { Marks } from "./string.ts";
export { scanObject } from "./scan.ts";
export type { Entry, Scan } from "./scan.ts";
export { type BytesBody, bytesBody, type BytesSink, bytesSource, type BytesSource } from "./source.ts";
export { pieces, splice } from "./splice.ts";
export type { Edit } from "./splice.ts";
export { isJson } from "./json.ts";
