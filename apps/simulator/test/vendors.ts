// The official Anthropic SDK in both lines and Google's, with what their tests say again and again.
import { GoogleGenAI } from "@google/genai";
import Anthropic0 from "anthropic0";
import Anthropic1 from "anthropic1";

const options = (url: string) => ({ baseURL: url, apiKey: "sk-ant", maxRetries: 0 });

/** Every promise is kept for both lines; their types differ, the calls made here do not. */
export const anthropics: readonly (readonly [name: string, client: (url: string) => Anthropic1])[] = [
  ["anthropic 0", (url) => new Anthropic0(options(url)) as unknown as Anthropic1],
  ["anthropic 1", (url) => new Anthropic1(options(url))],
];

export function google(url: string): GoogleGenAI {
  return new GoogleGenAI({ apiKey: "g-key", httpOptions: { baseUrl: url } });
}

export const model = "gpt-4o";
/** A pixel. */
export const png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
export const city = { type: "object" as const, properties: { city: { type: "string" } } };
export const nothing = { type: "object" as const, properties: {} };

/** Raw requests of each dialect that say one thing; `more` goes into the body. */
export const version = { "anthropic-version": "2023-06-01" };
export function message(said: string, more: object = {}) {
  return { headers: version, body: { model, max_tokens: 100, messages: [{ role: "user", content: said }], ...more } };
}
export function contents(said: string, more: object = {}) {
  return { body: { contents: [{ role: "user", parts: [{ text: said }] }], ...more } };
}
export const generate = `/v1beta/models/${model}:generateContent`;
export const streamed = `/v1beta/models/${model}:streamGenerateContent?alt=sse`;
