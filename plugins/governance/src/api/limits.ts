/** All budgets and rate limits, and those of whole providers. */
import type { Exchange, Providers, Route } from "@headgate/core";
import { readBody, withWarnings } from "@headgate/management";
import { notFound } from "../directory/refusals.ts";
import type { Directory, Limited } from "../model.ts";
import { budgetsAnswer, done, doneWith, providerAnswer, providersAnswer, rateLimitsAnswer } from "./answers.ts";
import { adminRoute, type Context } from "./context.ts";
import { budgetView, rateLimitView } from "./limit-views.ts";
import { providerBody } from "./schemas.ts";
import { providerView } from "./views.ts";

export function limitRoutes({ directory, usage }: Context): readonly Route[] {
  return [
    adminRoute("GET", "/budgets", { summary: "Lists all budgets.", answer: budgetsAnswer }, async () => {
      const all = everyLimited(directory.current);
      const used = await usage(all);
      const budgets = all.flatMap(({ budget }) => (budget ? [budgetView(budget, used)] : []));
      return { budgets, count: budgets.length };
    }),
    adminRoute("GET", "/rate-limits", { summary: "Lists all rate limits.", answer: rateLimitsAnswer }, async () => {
      const all = everyLimited(directory.current);
      const used = await usage(all);
      const rate_limits = all.flatMap(({ rate_limit }) => (rate_limit ? [rateLimitView(rate_limit, used)] : []));
      return { rate_limits, count: rate_limits.length };
    }),
  ];
}

export function providerRoutes({ directory, usage }: Context, providers: Providers): readonly Route[] {
  const nameIn = (x: Exchange): string => {
    const name = lastSegment(x.path);
    if (name === undefined || (!providers.get(name) && !directory.current.providers.has(name))) throw notFound("Provider");
    return name;
  };
  const change = {
    summary: "Sets the limits of a whole provider.",
    body: providerBody,
    answer: doneWith({ provider: providerAnswer }),
  };
  return [
    adminRoute("GET", "/providers", { summary: "Lists the limits of whole providers.", answer: providersAnswer }, async () => {
      const all = [...directory.current.providers];
      const used = await usage(all.map(([, limited]) => limited));
      return { providers: all.map(([name, limited]) => providerView(name, limited, used)), count: all.length };
    }),
    adminRoute("PUT", "/providers/:name", change, async (x) => {
      const name = nameIn(x);
      const { body, warnings } = readBody(x, providerBody);
      const limited = await directory.providers.update(name, body);
      const provider = providerView(name, limited, await usage([limited]));
      return withWarnings({ message: "Provider governance updated successfully", provider }, warnings);
    }),
    adminRoute("DELETE", "/providers/:name", { summary: "Removes the limits of a whole provider.", answer: done }, async (x) => {
      await directory.providers.delete(nameIn(x));
      return { message: "Provider governance deleted successfully" };
    }),
  ];
}

function everyLimited({ virtualKeys, teams, customers, modelConfigs, providers }: Directory): readonly Limited[] {
  const keys = [...virtualKeys.values()].flatMap((key): Limited[] => [key, ...key.provider_configs]);
  return [...keys, ...teams.values(), ...customers.values(), ...modelConfigs, ...providers.values()];
}

function lastSegment(path: string): string | undefined {
  try {
    return decodeURIComponent(path.split("/").at(-1)!);
  } catch {
    return undefined;
  }
}
