/** A "no", as a value: returned by a hook or the upstream, rendered by the client's dialect, never thrown. */

export interface Refusal {
  /** The decision's name, such as `budget_exceeded`, for a client's code to compare. */
  readonly code: string;
  /** HTTP status. */
  readonly status: number;
  readonly message: string;
  /** Who refused: "gateway", "provider", or the plugin's name, which the core fills in. */
  readonly by: string;
  /** What it stops: everything, this target, or this key. */
  readonly scope: "request" | "target" | "key";
  /** The dialect's own error type; the dialect derives it from the status when absent. */
  readonly type?: string | undefined;
  readonly param?: string | undefined;
  readonly details?: readonly unknown[] | undefined;
  readonly retryAfterMs?: number | undefined;
}

export type RefusalInit = Pick<Refusal, "code" | "status" | "message"> & Partial<Refusal>;

/** Fills in the defaults: refused by the plugin that returns it, for the whole request. */
export function refuse(init: RefusalInit): Refusal {
  return { by: "", scope: "request", ...init };
}

/** For code that can only throw (a dead store, a failed lookup): the pipeline answers with this instead of a 500. */
export class RefusalError extends Error {
  readonly refusal: Refusal;
  constructor(init: RefusalInit, options?: ErrorOptions) {
    super(init.message, options);
    this.refusal = refuse(init);
  }
}

/** A refusal by the engine itself. */
export function ownRefusal(message: string, code = "internal_error", status = 500): Refusal {
  return refuse({ code, status, message, by: "gateway" });
}

export function isRefusal(value: unknown): value is Refusal {
  const it = value as Partial<Refusal> | null | undefined;
  return typeof it?.code === "string" && typeof it.status === "number";
}
