/** A conversation of one dialect's official client with one provider after another. */
import type { ProviderName } from "./providers.ts";

export type Json = { [name: string]: unknown };

/** What a client asks for, in vendor-neutral form. */
export interface Wish {
  readonly system?: string;
  readonly tools?: readonly Tool[];
  readonly limit?: number;
  readonly thinks?: true;
  /** For an answer in JSON. */
  readonly schema?: Json;
  /** A search that the provider itself does. */
  readonly searches?: true;
  /** Additional fields of the request. */
  readonly more?: Json;
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: Json;
}

export interface Place {
  /** Of the gateway, or of the provider itself. */
  readonly url: string;
  readonly key: string;
  /** Asked without a gateway. */
  readonly direct?: true;
}

/** What was seen of one request besides its answer. */
export interface Seen {
  headers?: Headers;
  /** What the client had when its stream broke. */
  partial?: () => unknown;
}

/** The official client of one dialect. A final object is what it makes of an answer, streamed or not, without its own additions. */
export interface Client {
  readonly name: "chat" | "responses" | "messages" | "generate";
  /** The provider that speaks its dialect. */
  readonly home: ProviderName;
  spoken(text: string, image?: string): Json;
  /** The part of an answer that goes back with the next request. */
  kept(final: Json): readonly Json[];
  results(final: Json, texts: readonly string[]): readonly Json[];
  ask(place: Place, model: string, items: readonly Json[], wish: Wish, stream: boolean, seen: Seen): Promise<unknown>;
  /** What is thrown, without what depends on the request. */
  failure(error: unknown): Json;
}

export interface Told {
  readonly final: Json;
  readonly seen: Seen;
}

export class Dialogue {
  readonly client: Client;
  readonly place: Place;
  readonly stream: boolean;
  readonly items: Json[] = [];
  last: Json = {};

  constructor(client: Client, place: Place, stream: boolean) {
    this.client = client;
    this.place = place;
    this.stream = stream;
  }

  async say(model: string, text: string, wish: Wish, image?: string): Promise<Told> {
    this.items.push(this.client.spoken(text, image));
    return this.ask(model, wish);
  }

  /** Answers the calls of the last answer. */
  async answer(model: string, texts: readonly string[], wish: Wish): Promise<Told> {
    this.items.push(...this.client.results(this.last, texts));
    return this.ask(model, wish);
  }

  async ask(model: string, wish: Wish, seen: Seen = {}): Promise<Told> {
    const final = await this.client.ask(this.place, model, this.items, wish, this.stream, seen);
    this.last = JSON.parse(JSON.stringify(final)) as Json;
    this.items.push(...this.client.kept(this.last));
    return { final: this.last, seen };
  }
}

/** `fetch` that shows the headers of its answers. */
export function watching(seen: Seen): typeof fetch {
  return async (...asked) => {
    const response = await fetch(...asked);
    seen.headers = response.headers;
    return response;
  };
}

/** The texts in a list of objects. */
export function list(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

export function without(value: Json, ...names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}
