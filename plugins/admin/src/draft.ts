/** Bodies as drafts that a config file could hold, and faults of drafts as places in bodies. */
import { type Exchange, type Refusal, refuse, RefusalError } from "@headgate/core";
import type { DraftFault, KeyDraft, ProviderDraft } from "@headgate/words";
import { keyBody, providerBody } from "./bodies.ts";
import { unknownFields } from "./unknown-fields.ts";

export interface Read<T> {
  readonly draft: T;
  /** Absent: nothing to say. */
  readonly warnings?: readonly string[];
}

/** The name stands in `provider`, as Bifrost has it, or in `name`. */
export function readProvider(x: Exchange): Read<ProviderDraft> & { readonly name: unknown } {
  const raw = objectOf(x);
  const network = within(raw, "network_config");
  const seconds = network["default_request_timeout_in_seconds"];
  const timeouts = {
    ...pick(within(raw, "timeouts"), ["headersMs", "firstEventMs", "idleMs"]),
    totalMs: typeof seconds === "number" ? Math.round(seconds * 1000) : seconds,
  };
  const { keys } = raw;
  const draft = said({
    ...pick(raw, ["models", "byok", "forwardRetryAfter", "terminator", "streamUsage"]),
    dialect: raw["dialect"] ?? within(raw, "custom_provider_config")["base_provider_type"],
    baseUrl: network["base_url"],
    headers: network["extra_headers"],
    allowPrivateNetwork: network["allow_private_network"],
    connections: within(raw, "concurrency_and_buffer_size")["concurrency"],
    timeouts: said(timeouts),
    keys: Array.isArray(keys) ? (keys as unknown[]).map((key) => (isObject(key) ? said(keyDraft(key)) : key)) : keys,
  });
  if (Object.keys(draft["timeouts"] as object).length === 0) delete draft["timeouts"];
  return { name: raw["provider"] ?? raw["name"], draft, ...warningsOf(raw, providerBody) };
}

export function readKey(x: Exchange): Read<KeyDraft> {
  const raw = objectOf(x);
  return { draft: keyDraft(raw), ...warningsOf(raw, keyBody) };
}

/** The same refusal, of the fields as they were sent. */
export function inBody(refusal: Refusal): Refusal {
  const { details, param } = refusal;
  if (!details?.every(isFault)) return param === undefined ? refusal : { ...refusal, param: sentAs(param) };
  const faults = details.map((fault) => ({ ...fault, path: sentAs(fault.path) }));
  const message = faults.map(({ path, found, expected }) => `${path}: found ${found}, expected ${expected}`).join("; ");
  return { ...refusal, message, param: faults[0]?.path, details: faults };
}

/** By their names in a config. */
const sent: readonly (readonly [string, string])[] = [
  ["baseUrl", "network_config.base_url"],
  ["headers", "network_config.extra_headers"],
  ["allowPrivateNetwork", "network_config.allow_private_network"],
  ["timeouts.totalMs", "network_config.default_request_timeout_in_seconds"],
  ["connections", "concurrency_and_buffer_size.concurrency"],
];

function sentAs(path: string): string {
  const [own, field] = sent.find(([name]) => path.startsWith(name) && /^(?:$|[.[])/.test(path.slice(name.length))) ?? ["", ""];
  return field + path.slice(own.length);
}

function keyDraft(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { value, models } = raw;
  const any = Array.isArray(models) && (models.length === 0 || (models.length === 1 && models[0] === "*"));
  return {
    ...pick(raw, ["name", "weight", "concurrency", "enabled"]),
    value: isObject(value) ? (value["from_env"] === true ? value["env_var"] : value["value"]) : value,
    models: any ? null : models,
  };
}

function objectOf(x: Exchange): Readonly<Record<string, unknown>> {
  let raw: unknown;
  try {
    raw = x.json();
  } catch {
    raw = undefined;
  }
  if (isObject(raw)) return raw;
  const message = "Invalid JSON: expected one object";
  throw new RefusalError(refuse({ code: "invalid_json", status: 400, message, type: "invalid_request_error" }));
}

function warningsOf(raw: object, schema: typeof providerBody): Pick<Read<unknown>, "warnings"> {
  const warnings = unknownFields(raw, schema).map((path) => `${path}: unknown field, ignored`);
  return warnings.length > 0 ? { warnings } : {};
}

function pick(from: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, Object.hasOwn(from, name) ? from[name] : undefined]));
}

/** A provider is replaced as a whole: null says what nothing says. */
function said(draft: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== undefined && value !== null));
}

/** Throws a RefusalError for what is there and no object. */
function within(raw: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  const value = raw[name] ?? {};
  if (isObject(value)) return value;
  const message = `${name}: found a ${Array.isArray(value) ? "list" : typeof value}, expected an object`;
  throw new RefusalError(refuse({ code: "invalid_value", status: 400, message, param: name, type: "invalid_request_error" }));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isFault(value: unknown): value is DraftFault {
  return isObject(value) && ["path", "found", "expected"].every((name) => typeof value[name] === "string");
}
