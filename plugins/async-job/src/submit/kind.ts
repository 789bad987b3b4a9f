/** Which requests become jobs: those below /v1/async, and those on the SDKs' own routes that say so in a header. */
import type { Exchange, Refusal } from "@headgate/core";
import type { Job } from "../jobs/job.ts";
import { notOnThisRoute, streamed, streamedOnSdkRoute } from "./refusals.ts";

export type Way = "native" | "sdk";

export const base = "/v1/async/";

/** Undefined for the many that are answered at once. */
export function wayOf({ inference, path, headers }: Exchange): Way | undefined {
  if (!inference) return undefined;
  if (path.startsWith(base)) return "native";
  // Where a job may be collected, a route has answered that: elsewhere the request must not run as if nothing had been asked.
  return headers["x-bf-async"] || headers["x-bf-async-id"] ? "sdk" : undefined;
}

/** Where a job is polled and ended with its id, whichever way it was submitted. */
export function placeOf({ path, operation }: Pick<Job, "path" | "operation">): string {
  return path.startsWith(base) ? path : base + operation;
}

/** Where a job of theirs can be collected as its provider would answer, by POST with its id in `x-bf-async-id`. */
export const sdkPaths: readonly string[] = ["", "/litellm", "/langchain"].flatMap((prefix) =>
  ["/v1/responses", "/openai/v1/responses", "/v1/messages", "/anthropic/v1/messages"].map((path) => prefix + path),
);

/** Operations, named as their paths end, whose answer has an id to be known by: elsewhere an SDK could make nothing of what it gets. */
const sdkOperations = new Set(["responses", "messages"]);

export function refusalOf(x: Exchange, way: Way): Refusal | undefined {
  if (way === "native")
    return x.stream || x.field("stream_format") === "sse" ? streamed(kinds[x.operation] ?? x.operation) : undefined;
  if (!sdkOperations.has(x.operation)) return notOnThisRoute;
  return x.stream ? streamedOnSdkRoute : undefined;
}

const kinds: Readonly<Record<string, string>> = {
  completions: "text completions",
  chat: "chat completions",
  speech: "speech",
  transcriptions: "transcriptions",
  image_generations: "image generations",
  image_edits: "image edits",
};
