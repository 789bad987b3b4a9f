/** Edits and variations: images from images. */
import type { Answer, Ask } from "../../answer.ts";
import { missing } from "../../dialects/openai.ts";
import { images } from "./images.ts";

export function imageEdits(ask: Ask): Answer {
  const { body } = ask;
  if ((body.image ?? body["image[]"] ?? body.images) === undefined) return missing("image");
  return images(ask, "image_edit");
}

/** They need no prompt. */
export function imageVariations(ask: Ask): Answer {
  if (ask.body.image === undefined) return missing("image");
  return images({ ...ask, body: { ...ask.body, prompt: "a variation" } }, "image_variation");
}
