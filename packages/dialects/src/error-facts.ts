/** What a dialect needs to write an error, and what it reads from one. */

/** What is known about the request so far. */
export interface ErrorContext {
  readonly provider?: string | undefined;
  readonly model_requested?: string | undefined;
  readonly request_type?: string | undefined;
}

/** The contents of a provider's error. */
export interface ErrorFacts {
  readonly message: string;
  readonly type?: string | undefined;
  readonly code?: string | undefined;
  readonly param?: string | undefined;
  /** The HTTP status given in the error itself: an error inside a 200 has no other. */
  readonly status?: number | undefined;
  /** The wait given in the error itself, if the dialect has no header for it. */
  readonly retryAfterMs?: number | undefined;
}
