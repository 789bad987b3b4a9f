/** Documents and images to text, as Mistral defined it: https://docs.mistral.ai/api/endpoint/ocr. */
import type { Operation } from "../operation.ts";
import { isRecord } from "../canonical/expect.ts";
import { operation } from "./operation.ts";

export const ocr: Operation = operation("ocr", "ocr", "/ocr", {
  required: [{ name: "document", message: "document is required for ocr" }],
  usageField: "usage_info",
  usage: (found) => pagesOf(found["pages_processed"]) ?? {},
  measure(answer) {
    const told = answer("usage_info");
    const units = isRecord(told) ? pagesOf(told["pages_processed"]) : undefined;
    if (units) return { estimated: false, units };
    const pages = answer("pages");
    return { estimated: true, units: { pages: Array.isArray(pages) ? pages.length : 1 } };
  },
});

function pagesOf(count: unknown): { readonly pages: number } | undefined {
  return typeof count === "number" ? { pages: count } : undefined;
}
