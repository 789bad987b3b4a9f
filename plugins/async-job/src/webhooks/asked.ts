/** What is asked of these routes beside their bodies. */
import type { Exchange } from "@headgate/core";
import { z } from "zod";

export type { Page } from "@headgate/management";

export const text: z.ZodType<string | undefined> = z.string().max(255).optional();

/** The segment after `/api/webhooks/`, or after that; what is no id is only not found. */
export function segment({ path }: Exchange, at: 0 | 1): string {
  return path.split("/")[3 + at] ?? "";
}
