/** Amazon's exceptions in Anthropic's words: the status that each stands for, whatever it came with, and the error's type. */
import type { ErrorFacts } from "@headgate/dialects";
import type { IncomingHttpHeaders } from "node:http";
import { jsonFields } from "./json-fields.ts";

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/CommonErrors.html and those of InvokeModel, by name without "Exception". */
const exceptions: ReadonlyMap<string, readonly [status: number, type: string]> = new Map([
  ["validation", [400, "invalid_request_error"]],
  ["accessdenied", [403, "permission_error"]],
  ["unrecognizedclient", [403, "permission_error"]],
  ["expiredtoken", [403, "permission_error"]],
  ["invalidsignature", [403, "permission_error"]],
  ["incompletesignature", [403, "permission_error"]],
  ["missingauthenticationtoken", [403, "permission_error"]],
  ["resourcenotfound", [404, "not_found_error"]],
  ["unknownoperation", [404, "not_found_error"]],
  ["modeltimeout", [408, "timeout_error"]],
  ["throttling", [429, "rate_limit_error"]],
  ["servicequotaexceeded", [429, "rate_limit_error"]],
  ["internalserver", [500, "api_error"]],
  ["modelerror", [502, "api_error"]],
  ["modelstreamerror", [502, "api_error"]],
  ["modelnotready", [503, "overloaded_error"]],
  ["serviceunavailable", [503, "overloaded_error"]],
]);

/** The error of an answer; undefined when it has neither a message nor a name. */
export function awsFacts(body: Uint8Array, { "x-amzn-errortype": header }: IncomingHttpHeaders): ErrorFacts | undefined {
  const said = jsonFields(body);
  const name = text(header)?.split(":")[0] ?? text(said["__type"])?.split("#").at(-1);
  const message = text(said["message"]) ?? text(said["Message"]) ?? name;
  if (message === undefined) return undefined;
  const [status, type] = (name !== undefined && exceptions.get(bare(name))) || [];
  return { message, type, code: type === undefined ? name : undefined, status };
}

/** The Anthropic event that reports the same error in a stream. */
export function awsErrorEvent(name: string, body: Uint8Array): object {
  const said = jsonFields(body);
  const message = text(said["message"]) ?? text(said["Message"]) ?? text(said["originalMessage"]) ?? name;
  return { type: "error", error: { type: exceptions.get(bare(name))?.[1] ?? "api_error", message } };
}

function bare(name: string): string {
  return name.toLowerCase().replace(/exception$/, "");
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
