/** Whatever else a dialect's providers have: clients speak to them directly, and nothing they say is looked into. */
import type { Operation } from "./dialect.ts";

/** `path` ends in `/*`: what stands there is the path as the provider knows it, below its origin. */
export function passthroughAt(path: string): Operation {
  return {
    name: "passthrough",
    requestType: "passthrough",
    paths: [path],
    upstreamPath: "",
    required: [],
    usage: () => ({}),
  };
}
