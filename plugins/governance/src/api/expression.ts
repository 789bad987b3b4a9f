/** A rule's condition, compiled as it will be when it runs, so that its author hears of one that could never match. */
import { z } from "zod";
import { compileCondition } from "../route/expressions.ts";

export const expression: z.ZodType<string> = z
  .string()
  .max(4096)
  .superRefine((text, context) => {
    if (text.includes("\0")) context.addIssue({ code: "custom", message: "holds a NUL character" });
    try {
      compileCondition(text);
    } catch (error) {
      const why = error instanceof Error ? error.message.split("\n", 1)[0] : "it cannot be read";
      context.addIssue({ code: "custom", message: `Invalid CEL expression: ${why}` });
    }
  });
