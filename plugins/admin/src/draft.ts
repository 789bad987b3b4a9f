/** Turns bodies into drafts that a config file could hold, and faults in drafts into places in bodies. */
import type { Exchange, Refusal } from "@headgate/core";
import { readBody } from "@headgate/management";
import type { DraftFault, KeyDraft, ProviderDraft } from "@headgate/words";
import type { z } from "zod";
import { keyBody, namesOf, providerBody } from "./bodies.ts";
import { invalidValue } from "./invalid-value.ts";
import { proxyOf } from "./proxy.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface Read<T> {
  readonly draft: T;
  /** What was ignored. */
  readonly warnings: readonly string[];
}

const keyNames = namesOf(keyBody) as z.ZodType<Fields>;
const providerNames = namesOf(providerBody) as z.ZodType<Fields>;

/** The name is in `provider`, as in Bifrost, or in `name`. */
export function readProvider(x: Exchange): Read<ProviderDraft> & { readonly name: unknown } {
  const { body: raw, warnings } = readBody(x, providerNames);
  const network = within(raw, "network_config");
  const seconds = network["default_request_timeout_in_seconds"];
  const timeouts = {
    ...pick(within(raw, "timeouts"), ["headersMs", "firstEventMs", "idleMs"]),
    totalMs: typeof seconds === "number" ? Math.round(seconds * 1000) : seconds,
  };
  const { keys } = raw;
  const { proxy, authorization } = proxyOf(within(raw, "proxy_config"));
  const headers = network["extra_headers"] ?? undefined;
  const draft = said({
    ...pick(raw, ["models", "byok", "forwardRetryAfter", "terminator", "streamUsage"]),
    dialect: raw["dialect"] ?? within(raw, "custom_provider_config")["base_provider_type"],
    baseUrl: network["base_url"],
    // Headers of the wrong shape are reported as they came.
    headers:
      authorization !== undefined && (headers === undefined || isObject(headers))
        ? { ...headers, "proxy-authorization": authorization }
        : headers,
    proxy,
    ca: network["ca_cert_pem"],
    allowPrivateNetwork: network["allow_private_network"],
    concurrency: within(raw, "concurrency_and_buffer_size")["concurrency"],
    timeouts: said(timeouts),
    keys: Array.isArray(keys) ? (keys as unknown[]).map((key) => (isObject(key) ? said(keyDraft(key)) : key)) : keys,
  });
  if (Object.keys(draft["timeouts"] as object).length === 0) delete draft["timeouts"];
  return { name: raw["provider"] ?? raw["name"], draft, warnings };
}

export function readKey(x: Exchange): Read<KeyDraft> {
  const { body, warnings } = readBody(x, keyNames);
  return { draft: keyDraft(body), warnings };
}

/** The same refusal, with the fields named as the client sent them. */
export function inBody(refusal: Refusal): Refusal {
  const { details, param } = refusal;
  if (!details?.every(isFault)) return param === undefined ? refusal : { ...refusal, param: sentAs(param) };
  const faults = details.map((fault) => ({ ...fault, path: sentAs(fault.path) }));
  const message = faults.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`).join("; ");
  return { ...refusal, message, param: faults[0]?.path, details: faults };
}

/** Pairs of a config's name and the body's. */
const sent: readonly (readonly [string, string])[] = [
  ["baseUrl", "network_config.base_url"],
  ["proxy", "proxy_config.url"],
  ["headers.proxy-authorization", "proxy_config.password"],
  ["ca", "network_config.ca_cert_pem"],
  ["headers", "network_config.extra_headers"],
  ["allowPrivateNetwork", "network_config.allow_private_network"],
  ["timeouts.totalMs", "network_config.default_request_timeout_in_seconds"],
  ["concurrency", "concurrency_and_buffer_size.concurrency"],
];

function sentAs(path: string): string {
  const [own, field] = sent.find(([name]) => path.startsWith(name) && /^(?:$|[.[])/.test(path.slice(name.length))) ?? ["", ""];
  return field + path.slice(own.length);
}

function keyDraft(raw: Fields): Record<string, unknown> {
  const { value, models } = raw;
  const any = Array.isArray(models) && (models.length === 0 || (models.length === 1 && models[0] === "*"));
  return {
    ...pick(raw, ["name", "weight", "concurrency", "enabled"]),
    value: isObject(value) ? (value["from_env"] === true ? value["env_var"] : value["value"]) : value,
    models: any ? null : models,
  };
}

function pick(from: Fields, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, Object.hasOwn(from, name) ? from[name] : undefined]));
}

/** A provider is replaced as a whole, so null means the same as absent. */
function said(draft: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined && value !== null));
}

/** Throws a RefusalError for a value that is present and not an object. */
function within(raw: Fields, name: string): Fields {
  const value = raw[name] ?? {};
  if (isObject(value)) return value;
  throw invalidValue(name, `found a ${Array.isArray(value) ? "list" : typeof value}, expected an object`);
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFault(value: unknown): value is DraftFault {
  return isObject(value) && ["path", "found", "expected"].every((name) => typeof value[name] === "string");
}
