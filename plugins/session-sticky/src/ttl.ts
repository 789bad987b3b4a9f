/** Reads how long a binding shall live. */

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const number = String.raw`(?:\d+\.?\d*|\.\d+)`;
const unit = "(?:ns|us|µs|ms|s|m|h)";
const duration = new RegExp(`^\\+?(?:${number}${unit})+$`);
const part = new RegExp(`(${number})(${unit})`, "g");

/** Milliseconds of a Go duration such as `1h30m`, or of whole seconds; undefined for anything else and for less than one. */
export function parseTtl(text: string): number | undefined {
  const written = text.trim();
  // Nobody writes so long a duration in good faith.
  if (written.length > 64) return undefined;
  const ms = /^\d+$/.test(written) ? Number(written) * 1000 : duration.test(written) ? sum(written) : 0;
  return ms >= 1 ? Math.floor(ms) : undefined;
}

function sum(written: string): number {
  let ms = 0;
  for (const [, amount, of] of written.matchAll(part)) ms += Number(amount) * unitMs[of!]!;
  return ms;
}
