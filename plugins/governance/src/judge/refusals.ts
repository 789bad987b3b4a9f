/** Governance's decisions as its clients see them: names, statuses and words of contract 3.4. */
import { type Refusal, refuse, type Target } from "@headgate/core";
import type { Access } from "./access.ts";

export const keyRequired: Refusal = refuse({
  code: "virtual_key_required",
  status: 401,
  message: "virtual key is required. Provide a virtual key via the x-bf-vk header.",
});
export const keyNotFound: Refusal = forbidden("virtual_key_not_found", "Virtual key not found");
export const keyInactive: Refusal = forbidden("virtual_key_blocked", "Virtual key is inactive");
export const keyExpired: Refusal = forbidden("virtual_key_blocked", "Virtual key has expired");

/** Never a 401: it is not the caller who failed. */
export const storeUnavailable: Refusal = refuse({
  code: "store_unavailable",
  status: 503,
  message: "the store that keeps the limits cannot be reached",
});

export function missingHeaders(names: readonly string[]): Refusal {
  return refuse({ code: "missing_required_headers", status: 400, message: `missing required headers: ${names.join(", ")}` });
}

/** Of the whole request: no fallback stands above a rule about who may use what. */
export function blocked(access: Exclude<Access, "allowed">, { provider, model }: Target): Refusal {
  const what = access === "provider_blocked" ? `Provider '${provider}'` : modelOf(provider, model);
  return forbidden(access, `${what} is not allowed for this virtual key`);
}

/** A rule names a key that its provider does not have. Another provider may have its own. */
export function noSuchKey(provider: string, names: readonly string[]): Refusal {
  const message = `no key found with name "${names.join('", "')}" for provider: ${provider}`;
  return refuse({ code: "key_not_found", status: 400, message, scope: "target" });
}

/** Another model may have a price. */
export function unpriced({ provider, model }: Target): Refusal {
  const what = model === "" ? modelOf(provider, model) : `Model '${provider}/${model}'`;
  const message = `${what} has no known price, so no budget can be kept with it`;
  return { ...forbidden("model_unpriced", message), scope: "target" };
}

/** What is passed through names none, and so needs all. */
function modelOf(provider: string, model: string): string {
  return model === "" ? `A call to '${provider}' without a model` : `Model '${model}'`;
}

export interface Exceeded {
  readonly owner: string;
  readonly scope: Refusal["scope"];
  /** Nano-dollars. */
  readonly used: number;
  readonly limit: number;
  readonly amount: number;
}

export function budgetExceeded({ owner, scope, used, limit, amount }: Exceeded): Refusal {
  const sum =
    used >= limit
      ? `${dollars(used)} >= ${dollars(limit)} dollars`
      : `${dollars(used)} + up to ${dollars(amount)} for this call > ${dollars(limit)} dollars`;
  return refuse({ code: "budget_exceeded", status: 402, message: `Budget exceeded: ${owner} budget exceeded: ${sum}`, scope });
}

function dollars(nanos: number): string {
  return (nanos / 1e9).toFixed(4);
}

function forbidden(code: string, message: string): Refusal {
  return refuse({ code, status: 403, message });
}
