/** Gemini's paths: the model and the method follow `models/`; streaming is a separate method. */
import type { Asked } from "../canonical/index.ts";

/** Some clients (the AI SDK, LangChain) write `models/` only before names without a slash; other names come without it. */
export const paths: readonly string[] = ["/genai/v1beta/models/*", "/v1beta/models/*", "/genai/v1beta/*", "/v1beta/*"];

/** Reads the rest of a path, still percent-encoded. A model can contain slashes and colons: the method follows the last colon. */
export function askedOf(rest: string, methods: Readonly<Record<string, boolean>>): Asked | undefined {
  const whole = decoded(rest);
  const colon = whole === undefined ? -1 : whole.lastIndexOf(":");
  if (whole === undefined || colon <= 0) return undefined;
  const method = whole.slice(colon + 1);
  return Object.hasOwn(methods, method) ? { model: whole.slice(0, colon), stream: methods[method]! } : undefined;
}

/** A slash in the model's name is not a path separator. */
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
