/** The paths at which OpenAI's SDKs ask for stored objects: single responses, and whole stores. */
import type { Stored, StoredPath } from "../dialect.ts";

const madeBy = "responses";

export const stored: Stored = {
  below: ["/v1", "/openai/v1"],
  paths: [
    { path: "/responses/:id", methods: ["GET", "DELETE"], madeBy },
    { path: "/responses/:id/cancel", methods: ["POST"], madeBy },
    { path: "/responses/:id/input_items", methods: ["GET"], madeBy },
    // A batch runs requests that the gateway has not seen, and a list shows what others have made: the config has to allow these.
    ...["/files", "/batches", "/uploads", "/conversations", "/vector_stores"].flatMap((path): StoredPath[] => [
      { path },
      { path: `${path}/*` },
    ]),
  ],
};
