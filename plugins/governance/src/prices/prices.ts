/** What calls cost, in whole nano-dollars, reckoned in integers: a price such as $0.0375 has no exact binary fraction. */
import type { Target, Usage } from "@headgate/core";
import type { Prices } from "@headgate/words";
import { mostTokens } from "./most.ts";
import type { ModelPrice, Rates } from "./price.ts";
import { table, version } from "./table.ts";

export type Overrides = Readonly<Record<string, Partial<ModelPrice>>>;

/** Throws for an override that leaves out what no table knows. The one named "*" is for `createAssumedPrices`. */
export function createPrices(overrides: Overrides): Prices {
  const listed = new Map(Object.entries(table));
  const own = new Map<string, ModelPrice>();
  for (const [name, given] of Object.entries(overrides)) {
    const before = named(listed, name) ?? named(listed, name.slice(name.indexOf("/") + 1));
    if (name !== "*") own.set(name, complete(name, { ...before, ...given }));
  }
  const priceOf = ({ provider, model }: Target): ModelPrice | undefined =>
    own.get(`${provider}/${model}`) ?? named(own, model) ?? named(listed, model);
  return pricesBy(priceOf, own.size === 0 ? version : `${version}+${own.size}`);
}

/** One price for every model: that of "*", or what a large model costs. */
export function createAssumedPrices(overrides: Overrides): Prices {
  const price = { ...large, ...overrides["*"] };
  return pricesBy(() => price, "assumed");
}

const large: ModelPrice = { input: 5, output: 25, context: 200_000, maxOutput: 32_768 };

function pricesBy(priceOf: (target: Target) => ModelPrice | undefined, ofTable: string): Prices {
  return {
    version: ofTable,
    cost(target, _operation, units) {
      const price = priceOf(target);
      return price && costOf(price, units);
    },
    most(x, call) {
      const price = priceOf(call);
      return price && mostOf(price, mostTokens(x, call, price));
    },
  };
}

function mostOf(price: ModelPrice, { input, output }: { readonly input: number; readonly output: number }): number {
  const all = [price, ratesFor(price, input)];
  const dearest = Math.max(...all.flatMap((rates) => [rates.input, rates.cacheRead ?? 0, rates.cacheWrite ?? 0]));
  return Math.ceil((input * picos(dearest) + output * picos(Math.max(...all.map((rates) => rates.output)))) / 1000);
}

/** Undefined when nothing was counted in tokens. */
function costOf(price: ModelPrice, units: Usage["units"]): number | undefined {
  if (units["input"] === undefined && units["output"] === undefined) return undefined;
  const [input, read, written] = [count(units["input"]), count(units["cache_read"]), count(units["cache_write"])];
  const rates = ratesFor(price, input);
  const cached = read * picos(rates.cacheRead ?? rates.input) + written * picos(rates.cacheWrite ?? rates.input);
  const plain = Math.max(0, input - read - written) * picos(rates.input);
  return Math.round((plain + cached + count(units["output"]) * picos(rates.output)) / 1000);
}

function ratesFor(price: ModelPrice, input: number): Rates {
  return price.long && input > price.long.above ? price.long : price;
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

function named(prices: ReadonlyMap<string, ModelPrice>, model: string): ModelPrice | undefined {
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
