/** Prices in whole pico-dollars, computed once and not for every call: a price such as $0.0375 has no exact binary fraction. */
import type { ModelPrice, Rates, UnitRates } from "./price.ts";

/** A price in pico-dollars. */
export interface Reckoned {
  readonly price: ModelPrice;
  readonly base: Picos;
  readonly long: (Picos & { readonly above: number }) | undefined;
  /** False if the price is only for other units. */
  readonly tokens: boolean;
  /** Pico-dollars each; undefined if the price is only for tokens. */
  readonly units: UnitRates | undefined;
}

/** For each token. */
export interface Picos {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  /** The most that a token can cost, whichever of these rates applies to it in the end. */
  readonly mostInput: number;
  readonly mostOutput: number;
}

/** The units of usage records, and the rates that price them. */
export const unitNames: readonly (readonly [unit: string, rate: keyof UnitRates])[] = [
  ["images", "image"],
  ["pages", "page"],
  ["characters", "character"],
  ["seconds", "second"],
  ["search_units", "searchUnit"],
];

export function reckon(price: ModelPrice): Reckoned {
  const base = picosOf(price);
  const units = unitsOf(price);
  const tokens = !units || price.input > 0 || price.output > 0;
  return { price, base, long: price.long && { ...picosOf(price.long, base), above: price.long.above }, tokens, units };
}

/** In pico-dollars; undefined if no unit but tokens has a price. */
export function unitsOf(price: Partial<ModelPrice>): UnitRates | undefined {
  const given = unitNames.flatMap(([, name]) => (price[name] === undefined ? [] : [[name, Math.round(price[name] * 1e12)]]));
  return given.length > 0 ? (Object.fromEntries(given) as UnitRates) : undefined;
}

function picosOf(rates: Rates, below?: Picos): Picos {
  const [input, output] = [picos(rates.input), picos(rates.output)];
  const [cacheRead, cacheWrite] = [picos(rates.cacheRead ?? rates.input), picos(rates.cacheWrite ?? rates.input)];
  const mostInput = Math.max(input, cacheRead, cacheWrite, below?.mostInput ?? 0);
  return { input, output, cacheRead, cacheWrite, mostInput, mostOutput: Math.max(output, below?.mostOutput ?? 0) };
}

/** For a token: a dollar per million tokens is a million pico-dollars each. */
function picos(dollarsPerMillion: number): number {
  return Math.round(dollarsPerMillion * 1e6);
}
