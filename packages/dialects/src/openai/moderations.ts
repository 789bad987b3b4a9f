/** Whether a text or an image is harmful. */
import type { Operation } from "../operation.ts";
import { isRecord } from "../canonical/expect.ts";
import { operation } from "./operation.ts";
import { tokenUsage } from "./usage.ts";

/** OpenAI's own models are free and count nothing; others report tokens. */
export const moderations: Operation = operation("moderations", "moderation", "/moderations", {
  required: [{ name: "input", message: "input is required for moderation" }],
  usage: tokenUsage,
  measure(answer, asked) {
    const told = answer("usage");
    if (isRecord(told)) return { estimated: false, units: tokenUsage(told) };
    return { estimated: true, units: { input: Math.ceil((JSON.stringify(asked("input")) ?? "").length / 4) } };
  },
});
