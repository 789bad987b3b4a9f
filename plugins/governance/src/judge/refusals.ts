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

/** Never a 401: the caller did nothing wrong. */
export const storeUnavailable: Refusal = refuse({
  code: "store_unavailable",
  status: 503,
  message: "the store that keeps the limits cannot be reached",
});

export function missingHeaders(names: readonly string[]): Refusal {
  return refuse({ code: "missing_required_headers", status: 400, message: `missing required headers: ${names.join(", ")}` });
}

/** It ends the whole request: no fallback overrides a rule about who may use what. */
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

/** A request that is passed through names no model, and so needs access to all. */
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
  const digits = digitsFor(used, limit, amount);
  const [spent, most, asked] = [dollars(used, digits), dollars(limit, digits), dollars(amount, digits)];
  const sum = used >= limit ? `${spent} >= ${most} dollars` : `${spent} + up to ${asked} for this call > ${most} dollars`;
  return refuse({ code: "budget_exceeded", status: 402, message: `Budget exceeded: ${owner} budget exceeded: ${sum}`, scope });
}

/** Four, or as many as it takes for the sum to be true as it is shown and for the limit not to read as zero. */
function digitsFor(used: number, limit: number, amount: number): number {
  let digits = 4;
  for (; digits < 9; digits++) {
    const most = rounded(limit, digits);
    if (most > 0 && (used >= limit || rounded(used, digits) + rounded(amount, digits) > most)) break;
  }
  return digits;
}

/** In units of the last digit. */
function rounded(nanos: number, digits: number): number {
  return Math.round(nanos / 10 ** (9 - digits));
}

function dollars(nanos: number, digits: number): string {
  return (rounded(nanos, digits) / 10 ** digits).toFixed(digits);
}

function forbidden(code: string, message: string): Refusal {
  return refuse({ code, status: 403, message });
}
