/** Images from images: edited by a prompt, or varied. */
import type { Operation } from "../operation.ts";
import { imageGenerations, imagesAsked } from "./images.ts";
import { mediaEvents } from "./media-events.ts";
import { operation } from "./operation.ts";
import { responsesUsage } from "./usage.ts";

const { measure } = imageGenerations;

export const imageEdits: Operation = operation("image_edits", "image_edit", "/images/edits", {
  form: "also",
  required: [
    // JSON has addresses and ids of files in `images`.
    { name: "image", message: "at least one image is required", unless: ["images"] },
    { name: "prompt", message: "prompt is required" },
  ],
  stream: mediaEvents(imagesAsked),
  usage: responsesUsage,
  ...(measure && { measure }),
});

export const imageVariations: Operation = operation("image_variations", "image_variation", "/images/variations", {
  form: "only",
  required: [{ name: "image", message: "at least one image is required" }],
  usage: responsesUsage,
  ...(measure && { measure }),
});
