/** A rule's condition, checked for its grammar when it is written; what its variables hold shows when it runs. */
import { parse } from "@marcbachmann/cel-js";
import { z } from "zod";

export const expression: z.ZodType<string> = z
  .string()
  .max(4096)
  .superRefine((text, context) => {
    if (text.includes("\0")) context.addIssue({ code: "custom", message: "holds a NUL character" });
    if (text.trim() === "") return;
    try {
      parse(text);
    } catch (error) {
      const why = error instanceof Error ? error.message.split("\n", 1)[0] : "it cannot be read";
      context.addIssue({ code: "custom", message: `Invalid CEL expression: ${why}` });
    }
  });
