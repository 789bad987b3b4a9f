/** Finds the price of each model: the operator's own, else the table's. */
import type { Target } from "@headgate/core";
import type { Prices } from "@headgate/words";
import { costOf, mostOf, mostOfTokens } from "./cost.ts";
import { free } from "./most-units.ts";
import { reckon, type Reckoned, unitsOf } from "./picos.ts";
import type { ModelPrice } from "./price.ts";
import { table, version } from "./table.ts";

export type Overrides = Readonly<Record<string, Partial<ModelPrice>>>;

/** Throws for an incomplete override that the table cannot complete. The one named "*" is for `createAssumedPrices`. */
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
  // A call that its request does not bound is taken for the most tokens possible.
  return { ...prices, most: (x, call) => prices.most(x, call) ?? mostOfTokens(price, x, call) };
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
      return price && mostOf(price, x, call);
    },
  };
}

const dated = /-(?:\d{4}-\d{2}-\d{2}|\d{8}|\d{3,4}|latest)$/;

function named(prices: ReadonlyMap<string, Reckoned>, model: string): Reckoned | undefined {
  return prices.get(model) ?? (model.length < 200 ? prices.get(model.replace(dated, "")) : undefined);
}

function complete(name: string, given: Partial<ModelPrice>): ModelPrice {
  const others = unitsOf(given) && given.input === undefined && given.output === undefined;
  const { input, output, context, maxOutput, ...rest } = others ? { ...given, input: 0, output: 0 } : given;
  // A free model needs no bounds.
  const [most, longest] = [context ?? (input === 0 ? 0 : undefined), maxOutput ?? (output === 0 ? 0 : undefined)];
  if (input !== undefined && output !== undefined && most !== undefined && longest !== undefined)
    return { ...rest, input, output, context: most, maxOutput: longest };
  const missing = Object.entries({ input, output, context: most, maxOutput: longest }).filter(([, value]) => value === undefined);
  const list = missing.map(([field]) => field).join(", ");
  throw new Error(`governance.prices["${name}"] lacks ${list}: the table has no such model to take it from`);
}

const listed: ReadonlyMap<string, Reckoned> = new Map(Object.entries(table).map(([name, price]) => [name, reckon(price)]));
