/** An upstream that answers step by step, as the test says. */
import type { UpstreamStep } from "@headgate/testkit";
import type { IncomingMessage, ServerResponse } from "node:http";

export interface Stage {
  readonly step: UpstreamStep;
  /** Resolves when the request has come. */
  readonly asked: Promise<ServerResponse>;
  response: ServerResponse | undefined;
  request: IncomingMessage | undefined;
  /** The connection was closed before the answer had ended. */
  closed: boolean;
}

export function stage(): Stage {
  let came: (response: ServerResponse) => void;
  const asked = new Promise<ServerResponse>((resolve) => (came = resolve));
  const own: Stage = {
    asked,
    response: undefined,
    request: undefined,
    closed: false,
    step(request, _body, response) {
      own.response = response;
      own.request = request;
      response.once("close", () => (own.closed = !response.writableFinished));
      came(response);
    },
  };
  return own;
}

/** The head of an event stream, sent at once. */
export function openStream(response: ServerResponse): ServerResponse {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
  return response;
}

export const role = 'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}\n\n';
export const hi = 'data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}\n\n';
export const stop = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
export const usage = 'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":0}}\n\n';
export const done = "data: [DONE]\n\n";
