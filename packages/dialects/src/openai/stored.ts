/** Where OpenAI's SDKs ask for what was made before: responses by those who make them, and whole stores. */
import type { Stored, StoredPath } from "../dialect.ts";

const madeBy = "responses";

export const stored: Stored = {
  below: ["/v1", "/openai/v1"],
  paths: [
    { path: "/responses/:id", methods: ["GET", "DELETE"], madeBy },
    { path: "/responses/:id/cancel", methods: ["POST"], madeBy },
    { path: "/responses/:id/input_items", methods: ["GET"], madeBy },
    // A batch runs requests that nobody here has seen, and a list shows what others have made: these are for the config to allow.
    ...["/files", "/batches", "/uploads", "/conversations", "/vector_stores"].flatMap((path): StoredPath[] => [
      { path },
      { path: `${path}/*` },
    ]),
  ],
};
