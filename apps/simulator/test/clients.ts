// The official SDK in both majors, and raw HTTP for what no SDK would show.
import { request, type IncomingHttpHeaders } from "node:http";
import OpenAI6 from "openai6";
import OpenAI7 from "openai7";
import { afterAll, beforeEach } from "vitest";
import { startSimulator, type Simulator, type SimulatorOptions } from "../src/index.ts";

const options = (url: string) => ({ baseURL: `${url}/v1`, apiKey: "sk-test", maxRetries: 0 });

/** Every promise is kept for both majors; their types differ, the calls made here do not. */
export const majors: readonly (readonly [name: string, client: (url: string) => OpenAI7])[] = [
  ["openai 6", (url) => new OpenAI6(options(url)) as unknown as OpenAI7],
  ["openai 7", (url) => new OpenAI7(options(url))],
];

/** One simulator for a test file, reset before each test. */
export async function shared(settings?: SimulatorOptions): Promise<Simulator> {
  const simulator = await startSimulator(settings);
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.close());
  return simulator;
}

export interface Seen {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** How it ended: whole, or the socket's error. */
  readonly end: string;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  /** Leave as soon as this text has arrived. */
  readonly leaveAt?: string;
}

/** Resolves however it ends; status is undefined when no headers came. */
export function ask(url: string, { method, headers = {}, body, leaveAt }: Ask): Promise<Seen> {
  return new Promise((resolve) => {
    let text = "";
    const sent = request(url, { method: method ?? (body === undefined ? "GET" : "POST"), headers, agent: false });
    sent.on("error", (error: NodeJS.ErrnoException) =>
      resolve({ status: undefined, headers: {}, text, end: error.code ?? error.message }),
    );
    sent.on("response", (response) => {
      const seen = (end: string): void => resolve({ status: response.statusCode, headers: response.headers, text, end });
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
        if (leaveAt !== undefined && text.includes(leaveAt)) sent.destroy();
      });
      response.on("end", () => seen("whole"));
      response.on("error", (error: NodeJS.ErrnoException) => seen(error.code ?? error.message));
    });
    sent.end(typeof body === "string" || body === undefined ? body : JSON.stringify(body));
  });
}

export const hello = { model: "gpt-4o", messages: [{ role: "user", content: "Hello" }] } as const;

/** The frames of a stream, without their blank lines. */
export function frames(text: string): readonly string[] {
  return text.split("\n\n").filter((frame) => frame !== "");
}
