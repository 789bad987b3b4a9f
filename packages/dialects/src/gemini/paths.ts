/** Gemini's paths: the model and the method stand behind `models/`, the stream is a method of its own. */
import type { Asked } from "../canonical/index.ts";

/** Some clients write `models/` only before names without a slash (the AI SDK, LangChain): those below it come without. */
export const paths: readonly string[] = ["/genai/v1beta/models/*", "/v1beta/models/*", "/genai/v1beta/*", "/v1beta/*"];

/** Of the rest of a path, still percent-encoded. A model may contain slashes and colons: the method stands behind the last one. */
export function askedOf(rest: string, methods: Readonly<Record<string, boolean>>): Asked | undefined {
  const whole = decoded(rest);
  const colon = whole === undefined ? -1 : whole.lastIndexOf(":");
  if (whole === undefined || colon <= 0) return undefined;
  const method = whole.slice(colon + 1);
  return Object.hasOwn(methods, method) ? { model: whole.slice(0, colon), stream: methods[method]! } : undefined;
}

/** A slash of the model's name is no slash of the path. */
export function pathTo(model: string, method: string): string {
  return `/v1beta/models/${encodeURIComponent(model.replace(/\p{Surrogate}/gu, "\ufffd"))}:${method}`;
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
