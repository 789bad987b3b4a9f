/** What calls cost, in whole nano-dollars, reckoned in integers: a price such as $0.0375 has no exact binary fraction. */
import type { Call, Exchange, Target, Usage } from "@headgate/core";
import type { Prices } from "@headgate/words";
import { mostTokens } from "./most.ts";
import { free, measures } from "./most-units.ts";
import type { ModelPrice, Rates, UnitRates } from "./price.ts";
import { table, version } from "./table.ts";

export type Overrides = Readonly<Record<string, Partial<ModelPrice>>>;

/** Throws for an override that leaves out what no table knows. The one named "*" is for `createAssumedPrices`. */
export function createPrices(overrides: Overrides): Prices {
  const own = new Map<string, Reckoned>();
  for (const [name, given] of Object.entries(overrides)) {
    const before = named(listed, name) ?? named(listed, name.slice(name.indexOf("/") + 1));
    if (name !== "*") own.set(name, reckon(complete(name, { ...before?.price, ...given })));
  }
  const priceOf = ({ provider, model }: Target): Reckoned | undefined =>
    own.size === 0 ? named(listed, model) : (own.get(`${provider}/${model}`) ?? named(own, model) ?? named(listed, model));
  return pricesBy(priceOf, own.size === 0 ? version : `${version}+${own.size}`);
}

/** One price for every model: that of "*", or what a large model costs. */
export function createAssumedPrices(overrides: Overrides): Prices {
  const price = reckon({ ...large, ...overrides["*"] });
  const prices = pricesBy(() => price, "assumed");
  // What no request bounds is taken for as many tokens as there can be.
  return { ...prices, most: (x, call) => prices.most(x, call) ?? mostOf(price, mostTokens(x, call, price.price)) };
}

const large: ModelPrice = { input: 5, output: 25, context: 200_000, maxOutput: 32_768 };

function pricesBy(priceOf: (target: Target) => Reckoned | undefined, ofTable: string): Prices {
  return {
    version: ofTable,
    cost(target, _operation, units) {
      const price = priceOf(target);
      return price && costOf(price, units);
    },
    most(x, call) {
      if (free.has(x.operation)) return 0;
      const price = priceOf(call);
      if (!price) return undefined;
      return price.units ? mostWithUnits(price, x, call) : mostOf(price, mostTokens(x, call, price.price));
    },
  };
}

/** Undefined when this price is not for such an operation, or when nothing bounds it. */
function mostWithUnits(price: Reckoned, x: Exchange, call: Call): number | undefined {
  const measure = measures.get(x.operation);
  const rate = measure && price.units![measure.rate];
  const tokens = price.tokens ? mostOf(price, mostTokens(x, call, price.price)) : undefined;
  if (rate === undefined) return tokens;
  const most = measure!.most(call.body);
  return most === undefined ? undefined : Math.ceil((most * rate) / 1000) + (tokens ?? 0);
}

function mostOf({ base, long }: Reckoned, { input, output }: { readonly input: number; readonly output: number }): number {
  const rates = long && input > long.above ? long : base;
  return Math.ceil((input * rates.mostInput + output * rates.mostOutput) / 1000);
}

/** Undefined when nothing was counted that this price is for. */
function costOf({ base, long, tokens, units: rates }: Reckoned, units: Usage["units"]): number | undefined {
  const others = rates && picosOfUnits(rates, units);
  if (!tokens || (units["input"] === undefined && units["output"] === undefined))
    return others === undefined ? undefined : Math.round(others / 1000);
  const input = count(units["input"]);
  const read = count(units["cache_read"]);
  const written = count(units["cache_write"]);
  const by = long && input > long.above ? long : base;
  const cached = read * by.cacheRead + written * by.cacheWrite;
  const plain = Math.max(0, input - read - written) * by.input;
  return Math.round((plain + cached + count(units["output"]) * by.output + (others ?? 0)) / 1000);
}

/** Undefined when there were none of them. */
function picosOfUnits(rates: UnitRates, units: Usage["units"]): number | undefined {
  let sum: number | undefined;
  for (const [unit, name] of unitNames) {
    const rate = rates[name];
    if (rate !== undefined && units[unit] !== undefined) sum = (sum ?? 0) + count(units[unit]) * rate;
  }
  return sum;
}

/** What usage records call them. */
const unitNames: readonly (readonly [unit: string, rate: keyof UnitRates])[] = [
  ["images", "image"],
  ["pages", "page"],
  ["characters", "character"],
  ["seconds", "second"],
  ["search_units", "searchUnit"],
];

/** A price in pico-dollars a token, reckoned once and not for every call. */
interface Reckoned {
  readonly price: ModelPrice;
  readonly base: Picos;
  readonly long: (Picos & { readonly above: number }) | undefined;
  /** False where it is only for other units. */
  readonly tokens: boolean;
  /** Pico-dollars each; undefined where it is only for tokens. */
  readonly units: UnitRates | undefined;
}

interface Picos {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  /** What a token can cost at most, whichever of these rates it will fall under. */
  readonly mostInput: number;
  readonly mostOutput: number;
}

function reckon(price: ModelPrice): Reckoned {
  const base = picosOf(price);
  const units = unitsOf(price);
  const tokens = !units || price.input > 0 || price.output > 0;
  return { price, base, long: price.long && { ...picosOf(price.long, base), above: price.long.above }, tokens, units };
}

function unitsOf(price: Partial<ModelPrice>): UnitRates | undefined {
  const given = unitNames.flatMap(([, name]) => (price[name] === undefined ? [] : [[name, Math.round(price[name] * 1e12)]]));
  return given.length > 0 ? (Object.fromEntries(given) as UnitRates) : undefined;
}

function picosOf(rates: Rates, below?: Picos): Picos {
  const [input, output] = [picos(rates.input), picos(rates.output)];
  const [cacheRead, cacheWrite] = [picos(rates.cacheRead ?? rates.input), picos(rates.cacheWrite ?? rates.input)];
  const mostInput = Math.max(input, cacheRead, cacheWrite, below?.mostInput ?? 0);
  return { input, output, cacheRead, cacheWrite, mostInput, mostOutput: Math.max(output, below?.mostOutput ?? 0) };
}

/** Of a token: a dollar per million tokens is a million pico-dollars each. */
function picos(dollarsPerMillion: number): number {
  return Math.round(dollarsPerMillion * 1e6);
}

/** A provider may write anything; what makes no sense must not poison a budget. */
function count(tokens: number | undefined): number {
  return tokens !== undefined && tokens > 0 ? Math.min(tokens, 1e9) : 0;
}

const dated = /-(?:\d{4}-\d{2}-\d{2}|\d{8}|\d{3,4}|latest)$/;

function named(prices: ReadonlyMap<string, Reckoned>, model: string): Reckoned | undefined {
  return prices.get(model) ?? (model.length < 200 ? prices.get(model.replace(dated, "")) : undefined);
}

function complete(name: string, given: Partial<ModelPrice>): ModelPrice {
  const others = unitsOf(given) && given.input === undefined && given.output === undefined;
  const { input, output, context, maxOutput, ...rest } = others ? { ...given, input: 0, output: 0 } : given;
  // What is free needs no bounds.
  const [most, longest] = [context ?? (input === 0 ? 0 : undefined), maxOutput ?? (output === 0 ? 0 : undefined)];
  if (input !== undefined && output !== undefined && most !== undefined && longest !== undefined)
    return { ...rest, input, output, context: most, maxOutput: longest };
  const missing = Object.entries({ input, output, context: most, maxOutput: longest }).filter(([, value]) => value === undefined);
  const list = missing.map(([field]) => field).join(", ");
  throw new Error(`governance.prices["${name}"] lacks ${list}: the table has no such model to take it from`);
}

const listed: ReadonlyMap<string, Reckoned> = new Map(Object.entries(table).map(([name, price]) => [name, reckon(price)]));
