/** A conversation made shorter, in a form that only its vendor can read. */
import type { Operation } from "../operation.ts";
import { operation } from "./operation.ts";
import { nativeInput } from "./responses/history.ts";
import { responsesUsage } from "./usage.ts";

export const compact: Operation = operation("compact", "responses", "/responses/compact", {
  required: [{ name: "input", message: "input is required for responses", unless: ["previous_response_id"] }],
  native: nativeInput,
  usage: responsesUsage,
});
