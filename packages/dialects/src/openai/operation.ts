/** An operation at its place on OpenAI's API. */
import type { Operation } from "../operation.ts";

type Rest = Omit<Operation, "name" | "requestType" | "paths" | "upstreamPath">;

/** `path` is below a base URL that ends in `/v1`. */
export function operation(name: string, requestType: string, path: string, rest: Rest): Operation {
  return { name, requestType, paths: [`/v1${path}`, `/openai/v1${path}`], upstreamPath: path, ...rest };
}
