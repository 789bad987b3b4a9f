/** Reads how long the client wants a session to stay bound. */
import { parseDuration } from "@headgate/words";

/** Milliseconds of a duration such as `1h30m`, or of whole seconds; undefined for anything else and for less than one. */
export function parseTtl(text: string): number | undefined {
  const written = text.trim();
  return parseDuration(/^\d+$/.test(written) ? `${written}s` : written);
}
