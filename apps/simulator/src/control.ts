/** The HTTP side of the script, for a simulator that runs in another process. */
import type { ServerResponse } from "node:http";
import type { CallLog } from "./calls.ts";
import { problem } from "./dialects/openai.ts";
import { parseFaults, type Fault } from "./fault.ts";

export interface Controlled {
  readonly log: CallLog;
  script(faults: readonly Fault[]): void;
  reset(): void;
}

export const controlPrefix = "/_simulator/";

export function control(simulator: Controlled, request: string, body: Buffer, response: ServerResponse): void {
  switch (request) {
    case "GET /_simulator/calls":
      return json(response, 200, JSON.stringify(simulator.log.list));
    case "POST /_simulator/reset":
      simulator.reset();
      return void response.writeHead(204).end();
    case "POST /_simulator/script":
      return script(simulator, body, response);
    default:
      return json(response, 404, problem(404, `Invalid URL (${request})`).json);
  }
}

function script(simulator: Controlled, body: Buffer, response: ServerResponse): void {
  try {
    simulator.script(parseFaults(body.toString("utf8")));
    response.writeHead(204).end();
  } catch (error) {
    json(response, 400, problem(400, String(error)).json);
  }
}

function json(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
    })
    .end(text);
}
