/** Both majors of the official client: a table to run one promise over. */
import OpenAI6 from "openai6";
import OpenAI7 from "openai7";

/** They agree on what is used here, so one type speaks for both. */
export type Sdk = typeof OpenAI7;
export type Client = OpenAI7;

export const sdks: readonly { readonly name: string; readonly sdk: Sdk }[] = [
  { name: "openai 6", sdk: OpenAI6 as unknown as Sdk },
  { name: "openai 7", sdk: OpenAI7 },
];

export const openai7: Sdk = OpenAI7;

/** A client of the gateway that never asks twice. */
export function connect(sdk: Sdk, gateway: { readonly url: string }, apiKey: string, path = "/v1"): Client {
  return new sdk({ baseURL: gateway.url + path, apiKey, maxRetries: 0 });
}

/** The SDK's own error; any other outcome fails the test. */
export async function failureOf(attempt: PromiseLike<unknown>): Promise<InstanceType<Sdk["APIError"]>> {
  try {
    await attempt;
  } catch (error) {
    return error as InstanceType<Sdk["APIError"]>;
  }
  throw new Error("it was answered; expected an error");
}

/** Every item of a stream, in order. */
export async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}
