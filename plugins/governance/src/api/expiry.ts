/** When a virtual key expires, as a client writes it. */
import { z } from "zod";

/** RFC 3339 to epoch ms; an empty text means never. */
export const expiry: z.ZodType<number | null> = z
  .string()
  .refine((time) => time === "" || isTime(time), "expected a time as in RFC3339, such as 2030-01-31T12:00:00Z")
  .transform((time) => (time === "" ? null : Date.parse(time)));

/** With seconds and an offset, and a day that exists in its month. */
function isTime(time: string): boolean {
  return z.iso.datetime({ offset: true }).safeParse(time.toUpperCase()).success && !Number.isNaN(Date.parse(time));
}
