/** Every way a provider can fail while quoting the key that it was sent. */
import type { Fault } from "@headgate/simulator";

export interface Failure {
  readonly what: string;
  readonly fault: Fault;
}

export function failuresQuoting(key: string): readonly Failure[] {
  const error = {
    message: `Incorrect API key provided: ${key}.`,
    type: "invalid_request_error",
    param: key,
    code: "invalid_api_key",
  };
  const statuses = [400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 503];
  return [
    ...statuses.map((status) => ({ what: `a ${status}`, fault: { status, body: { error } } })),
    { what: "a 422 with its slashes escaped", fault: { status: 422, body: JSON.stringify({ error }).replaceAll("/", "\\/") } },
    { what: "a 400 with unicode escapes", fault: { status: 400, body: JSON.stringify({ error }).replaceAll("S", "\\u0053") } },
    { what: "a 500 in HTML", fault: { status: 500, body: `<h1>${key}</h1>`, contentType: "text/html" } },
    { what: "a 500 as a bare string", fault: { status: 500, body: { error: key } } },
    { what: "a redirect", fault: { status: 302, headers: { location: `http://127.0.0.1/?key=${key}` } } },
    {
      what: "headers that are relayed",
      fault: { status: 400, headers: { "openai-model": key, "x-ratelimit-key": key, "x-request-id": key } },
    },
    { what: "a wait that is not a number", fault: { status: 429, headers: { "retry-after": key } } },
    { what: "a content type", fault: { contentType: `text/${key}` } },
    { what: "an error inside a 200", fault: { body: { error } } },
    { what: "an error as the first event", fault: { errorFirst: error } },
    { what: "an error after ten events", fault: { errorAfter: 10, error } },
    { what: "a damaged answer", fault: { malformedAfter: 5 } },
    { what: "a torn connection", fault: { resetAfter: 5 } },
    { what: "a connection torn before the headers", fault: { resetAfter: 0 } },
    { what: "silence", fault: { hang: true } },
    { what: "nothing", fault: { emptyBody: true } },
  ];
}
