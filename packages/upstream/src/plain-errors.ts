/** Errors outside of any dialect's envelope: `{message}` from Mistral, Cohere, Cerebras and vLLM, `{detail}` from FastAPI. */
import type { ErrorFacts } from "@headgate/dialects";
import { jsonFields } from "./json-fields.ts";

/** Undefined: there is no message. */
export function plainFacts(body: Uint8Array): ErrorFacts | undefined {
  const { message: said, detail, type, code, param } = jsonFields(body);
  const inside = typeof said === "object" && said !== null ? (said as { readonly detail?: unknown }).detail : detail;
  const message = text(said) ?? detailOf(inside);
  return message === undefined ? undefined : { message, type: text(type), code: text(code), param: text(param) };
}

/** One text, or a list of what is wrong where. */
function detailOf(detail: unknown): string | undefined {
  if (!Array.isArray(detail)) return text(detail);
  const faults = detail.flatMap((fault: { readonly loc?: unknown; readonly msg?: unknown } | null) => {
    const what = text(fault?.msg);
    return what === undefined ? [] : [Array.isArray(fault?.loc) ? `${fault.loc.join(".")}: ${what}` : what];
  });
  return text(faults.join("; "));
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
