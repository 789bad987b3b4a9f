/** What the official OpenAI client throws. */
import type { Sdk } from "../../start/sdks.ts";
import type { Kind } from "../client.ts";

export function thrownBy(sdk: Sdk): Kind["throws"] {
  const classes = { 400: sdk.BadRequestError, 401: sdk.AuthenticationError, 429: sdk.RateLimitError };
  return (status) => ({ as: classes[status], like: { status } });
}
