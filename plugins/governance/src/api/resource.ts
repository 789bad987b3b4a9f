/** The five routes that every resource has: list, create, get, update, delete. */
import type { Exchange, Route } from "@headgate/core";
import type { Writes } from "../directory/directory.ts";
import { notFound } from "../directory/refusals.ts";
import type { Directory, Limited } from "../model.ts";
import { readBody } from "./body.ts";
import { adminRoute, type Context, idOf, withWarnings } from "./context.ts";
import type { View } from "./limit-views.ts";
import { type ListQuery, readQuery } from "./query.ts";
import type { BodySchemas } from "./schemas.ts";
import type { Usage } from "./usage.ts";

export interface Resource<T extends { readonly id: string }, Draft> {
  /** `virtual-keys` in paths, `virtual_keys` in lists, `virtual_key` alone, `Virtual key` in messages. */
  readonly path: string;
  readonly many: string;
  readonly one: string;
  readonly title: string;
  readonly body: BodySchemas<Draft>;
  readonly writes: Pick<Writes<T, Draft>, "update" | "delete">;
  /** The new one, and what is shown only now. */
  create(draft: Draft): Promise<readonly [T, View?]>;
  /** Oldest first. */
  all(directory: Directory): Iterable<T>;
  get(directory: Directory, id: string): T | undefined;
  nameOf(one: T): string;
  /** Fields of the query that a list is filtered by. */
  readonly filters: readonly (keyof T & string)[];
  /** Everything in it that has limits. */
  limitedIn(one: T): readonly Limited[];
  view(one: T, directory: Directory, usage: Usage): View;
  /** What is allowed, and yet looks like a mistake. */
  warn?(draft: object): readonly string[];
  /** Throws a RefusalError for what no schema can know. */
  check?(draft: object): void;
}

export function resourceRoutes<T extends { readonly id: string }, Draft extends object>(
  resource: Resource<T, Draft>,
  context: Context,
): readonly Route[] {
  const { path, many, one, title, body, writes } = resource;
  const { directory } = context;
  const show = async (those: readonly T[]): Promise<readonly View[]> => {
    const { current } = directory;
    const usage = await context.usage(those.flatMap((each) => resource.limitedIn(each)));
    return those.map((each) => resource.view(each, current, usage));
  };
  const warningsOf = (draft: object, warnings: readonly string[]): readonly string[] => [
    ...warnings,
    ...(resource.warn?.(draft) ?? []),
  ];
  return [
    adminRoute("GET", `/${path}`, async ({ query }) => {
      const asked = readQuery(query, ["name", "created_at"]);
      const found = select(resource, directory.current, asked);
      const shown = found.slice(asked.offset, asked.limit === undefined ? undefined : asked.offset + asked.limit);
      const { offset, limit = found.length } = asked;
      return { [many]: await show(shown), count: shown.length, total_count: found.length, limit, offset };
    }),
    adminRoute("POST", `/${path}`, async (x) => {
      const { body: draft, warnings } = readBody(x, body.create);
      resource.check?.(draft);
      const [made, extra] = await resource.create(draft);
      const [view] = await show([made]);
      return withWarnings(
        { message: `${title} created successfully`, [one]: { ...view, ...extra } },
        warningsOf(draft, warnings),
      );
    }),
    adminRoute("GET", `/${path}/:id`, async (x) => {
      const found = resource.get(directory.current, idOf(x));
      if (!found) throw notFound(title);
      const [view] = await show([found]);
      return { [one]: view };
    }),
    adminRoute("PUT", `/${path}/:id`, async (x: Exchange) => {
      const id = idOf(x);
      const { body: change, warnings } = readBody(x, body.change);
      resource.check?.(change);
      const [view] = await show([await writes.update(id, change)]);
      return withWarnings({ message: `${title} updated successfully`, [one]: view }, warningsOf(change, warnings));
    }),
    adminRoute("DELETE", `/${path}/:id`, async (x) => {
      await writes.delete(idOf(x));
      return { message: `${title} deleted successfully` };
    }),
  ];
}

function select<T extends { readonly id: string }, Draft>(
  { all, nameOf, filters }: Resource<T, Draft>,
  directory: Directory,
  { search, sortBy, descending, get }: ListQuery,
): readonly T[] {
  const wanted = filters.flatMap((field) => {
    const value = get(field);
    return value === undefined ? [] : [[field, value] as const];
  });
  const found = [...all(directory)].filter(
    (one) => nameOf(one).toLowerCase().includes(search) && wanted.every(([field, value]) => one[field] === value),
  );
  // By code units, as the databases do; equal names stay in the order of their making.
  if (sortBy === "name") found.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) > nameOf(b))));
  return descending ? found.reverse() : found;
}
