/** A call between two dialects: its request in the provider's words, and what turns the answer into the client's. */
import { type Call, type Exchange, type Refusal, refuse } from "@headgate/core";
import { type Feature, features, type Loss, type Telling, Unreadable } from "@headgate/dialects";
import { asBuffer, type Frame } from "@headgate/wire";
import { abroad } from "./abroad.ts";
import type { Between } from "./carriage.ts";

export interface Translation {
  readonly body: Buffer;
  /** The client's operation, as `extra_fields` names it. */
  readonly requestType: string;
  /** For `x-bf-warnings`: what was lost; "" when nothing was. */
  readonly warnings: string;
  /** A provider's own error, as the client's vendor would have put it. */
  refusal(error: Refusal): Refusal;
  /** Translates a provider's whole answer. Throws an Unreadable. */
  answer(bytes: Buffer): Buffer;
  stream(): StreamTranslation;
}

export interface StreamTranslation {
  /** Undefined: this event means nothing to the client. Throws an Unreadable. */
  next(frame: Frame): Buffer | undefined;
  finish(): Buffer | undefined;
  fail(why: Refusal): string;
}

/** Fields of the body that the gateway reads itself. */
const own = new Set(["fallbacks"]);

/** A refusal for a request that is invalid in the client's own dialect, or that would mean something else without what is lost. */
export function translate(
  x: Exchange,
  call: Call,
  { client, provider, requestType, statuses }: Between,
  now: number,
): Translation | Refusal {
  const request = requestOf(x, call);
  if (!request) return unreadable("the body is not a JSON object");
  const asked = { model: call.model, stream: x.stream };
  let lost: readonly Loss[];
  let body: Buffer;
  try {
    const read = client.readRequest(request, asked);
    const written = provider.writeRequest(read.value);
    lost = [...read.lost, ...written.lost];
    body = Buffer.from(JSON.stringify(written.body));
  } catch (error) {
    if (error instanceof Unreadable) return unreadable(error.message, error.field);
    throw error;
  }
  const no = refusalOf(lost, x, call);
  if (no) return no;
  const options = request["stream_options"] as { include_usage?: unknown } | null | undefined;
  const telling: Telling = {
    model: typeof request["model"] === "string" ? request["model"] : call.model,
    created: Math.floor(now / 1000),
    usage: options?.include_usage === true,
    request,
  };
  return {
    body,
    requestType,
    warnings: warningsOf(lost),
    refusal: (error) => (statuses ? abroad(error, statuses) : error),
    answer: (bytes) => Buffer.from(JSON.stringify(client.writeAnswer(provider.readAnswer(parsed(bytes)), telling))),
    stream() {
      const decoder = provider.createDecoder();
      const encoder = client.createEncoder(telling);
      const said = (events: ReturnType<typeof decoder.read>): Buffer | undefined => {
        let text = "";
        for (const event of events) text += encoder.write(event);
        return text === "" ? undefined : Buffer.from(text);
      };
      return {
        next: (frame) => said(decoder.read(frame)),
        finish: () => said(decoder.finish()),
        fail: (why) => encoder.fail(why),
      };
    },
  };
}

/** Refuses what changes the meaning when it is lost; with `x-bf-strict`, anything that is lost. */
export function refusalOf(lost: readonly Loss[], { headers }: Exchange, { provider }: Call): Refusal | undefined {
  const strict = headers["x-bf-strict"] === "true";
  const first = lost.find(({ feature }) => strict || features[feature].lost === "refused");
  if (!first) return undefined;
  const why = strict && features[first.feature].lost === "warned" ? " (x-bf-strict: leave it out to be warned only)" : "";
  const message = `${shown(first.field)}: ${provider} cannot be given ${features[first.feature].what}${why}`;
  // Another provider might be able to.
  return refuse({ code: "unsupported_feature", status: 400, message, param: first.field, by: "gateway", scope: "target" });
}

/** Parsed once for all attempts, and for every plugin that asks, unless somebody has changed the body. */
function requestOf(x: Exchange, { body }: Call): Record<string, unknown> | undefined {
  const value = body.bytes && (body === x.body ? clients(x) : parsed(asBuffer(body.bytes)));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !own.has(name)));
}

function clients(x: Exchange): unknown {
  try {
    return x.json();
  } catch {
    return undefined;
  }
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

function unreadable(message: string, param?: string): Refusal {
  return refuse({ code: "invalid_value", status: 400, message, by: "gateway", ...(param !== undefined && { param }) });
}

/** `sampling (top_k), seed (seed)`: ASCII, and at most one line. */
export function warningsOf(lost: readonly Loss[]): string {
  const fields = new Map<Feature, string[]>();
  for (const { feature, field } of lost) fields.set(feature, [...(fields.get(feature) ?? []), shown(field)]);
  const all = [...fields].map(([feature, names]) => `${feature} (${names.join(" ")})`).join(", ");
  return all.replaceAll(/[^\x20-\x7e]/g, "?").slice(0, 1000);
}

/** A member can have the empty name, which would be invisible. */
function shown(field: string): string {
  return field || '""';
}
