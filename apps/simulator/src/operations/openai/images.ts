/** Images: always the same pixel, but in the requested number and form. */
import { type Answer, type Ask, event } from "../../answer.ts";
import { missing, problem, scriptedError } from "../../dialects/openai.ts";
import { seconds } from "../../ids.ts";
import { estimate, imageUsage, usageOr } from "../../usage.ts";
import { limitOf } from "../shared/limits.ts";

/** One transparent pixel. */
const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
/** The tokens of a medium-quality image. */
const tokensEach = 1056;

export function imageGenerations(ask: Ask): Answer {
  return images(ask, "image_generation");
}

/** Only gpt-image models count tokens; they have no URLs. `kind` is the prefix of the stream's event names. */
export function images(ask: Ask, kind: string): Answer {
  const { body, fault, settings, model } = ask;
  const { prompt, n = 1, response_format: wanted } = body;
  if (typeof prompt !== "string" || prompt === "") return missing("prompt");
  if (!Number.isInteger(n) || (n as number) < 1 || (n as number) > 10)
    return problem(400, "Invalid 'n': expected an integer from 1 to 10.", "invalid_value", "n");
  const tokens = model.startsWith("gpt-image");
  const created = seconds(settings.now());
  const usage = tokens ? usageOr(fault.usage, imageUsage(estimate(prompt.length), tokensEach * (n as number))) : undefined;
  if (ask.stream) return streamed(ask, kind, { created_at: created, b64_json: png, output_format: "png" }, usage);
  const image = tokens || wanted === "b64_json" ? { b64_json: png } : { url: `https://images.invalid/${ask.id}.png` };
  const list = Array.from({ length: n as number }, () => ({ ...image, ...(!tokens && { revised_prompt: prompt }) }));
  return { status: 200, json: JSON.stringify({ created, data: list, ...(usage && { usage }) }) };
}

function streamed({ body, fault }: Ask, kind: string, image: object, usage: object | undefined): Answer {
  const partial = limitOf(body.partial_images) ?? 1;
  if (partial > 3) return problem(400, "Invalid 'partial_images': expected at most 3.", "invalid_value", "partial_images");
  return {
    frames: partials(kind, image, fault.events ?? partial),
    terminator: event(`${kind}.completed`, { ...image, ...(usage && { usage }) }),
    failure: (fields) => event("error", { error: scriptedError(fields) }),
  };
}

function* partials(kind: string, image: object, count: number): Generator<string> {
  for (let index = 0; index < count; index++) yield event(`${kind}.partial_image`, { ...image, partial_image_index: index });
}
