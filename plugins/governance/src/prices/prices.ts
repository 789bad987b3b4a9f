/** What calls cost, in whole nano-dollars, reckoned in integers: a price such as $0.0375 has no exact binary fraction. */
import type { Target, Usage } from "@headgate/core";
import type { Prices } from "@headgate/words";
import { mostTokens } from "./most.ts";
import type { ModelPrice, Rates } from "./price.ts";
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
  return pricesBy(() => price, "assumed");
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
      const price = priceOf(call);
      return price && mostOf(price, mostTokens(x, call, price.price));
    },
  };
}

function mostOf({ base, long }: Reckoned, { input, output }: { readonly input: number; readonly output: number }): number {
  const rates = long && input > long.above ? long : base;
  return Math.ceil((input * rates.mostInput + output * rates.mostOutput) / 1000);
}

/** Undefined when nothing was counted in tokens. */
function costOf({ base, long }: Reckoned, units: Usage["units"]): number | undefined {
  if (units["input"] === undefined && units["output"] === undefined) return undefined;
  const input = count(units["input"]);
  const read = count(units["cache_read"]);
  const written = count(units["cache_write"]);
  const rates = long && input > long.above ? long : base;
  const cached = read * rates.cacheRead + written * rates.cacheWrite;
  const plain = Math.max(0, input - read - written) * rates.input;
  return Math.round((plain + cached + count(units["output"]) * rates.output) / 1000);
}

/** A price in pico-dollars a token, reckoned once and not for every call. */
interface Reckoned {
  readonly price: ModelPrice;
  readonly base: Picos;
  readonly long: (Picos & { readonly above: number }) | undefined;
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
  return { price, base, long: price.long && { ...picosOf(price.long, base), above: price.long.above } };
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

function complete(name: string, { input, output, context, maxOutput, ...rest }: Partial<ModelPrice>): ModelPrice {
  // What is free needs no bounds.
  const [most, longest] = [context ?? (input === 0 ? 0 : undefined), maxOutput ?? (output === 0 ? 0 : undefined)];
  if (input !== undefined && output !== undefined && most !== undefined && longest !== undefined)
    return { ...rest, input, output, context: most, maxOutput: longest };
  const missing = Object.entries({ input, output, context: most, maxOutput: longest }).filter(([, value]) => value === undefined);
  const list = missing.map(([field]) => field).join(", ");
  throw new Error(`governance.prices["${name}"] lacks ${list}: the table has no such model to take it from`);
}

const listed: ReadonlyMap<string, Reckoned> = new Map(Object.entries(table).map(([name, price]) => [name, reckon(price)]));
