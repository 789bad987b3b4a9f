/** The five routes that every resource has: list, create, get, update, delete. */
import type { Exchange, Route } from "@headgate/core";
import { readBody, readQuery, withWarnings } from "@headgate/management";
import { z } from "zod";
import type { Writes } from "../directory/directory.ts";
import { notFound } from "../directory/refusals.ts";
import type { Directory, Limited } from "../model.ts";
import { done, doneWith, listOf } from "./answers.ts";
import { adminRoute, type Context, idOf } from "./context.ts";
import type { View } from "./limit-views.ts";
import { type ListQuery, listQuery, partOf } from "./query.ts";
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
  /** Returns the new one, and what is shown only this once. */
  create(draft: Draft): Promise<readonly [T, View?]>;
  /** Oldest first. */
  all(directory: Directory): Iterable<T>;
  get(directory: Directory, id: string): T | undefined;
  nameOf(one: T): string;
  /** Fields that a list can be filtered by, as query parameters. */
  readonly filters: readonly (keyof T & string)[];
  /** Everything in it that has limits. */
  limitedIn(one: T): readonly Limited[];
  /** The schema of `view`, and of the answer to a create if that holds more. */
  readonly answer: z.ZodType;
  readonly newAnswer?: z.ZodType;
  view(one: T, directory: Directory, usage: Usage): View;
  /** Warns of what is allowed but looks like a mistake. */
  warn?(draft: object): readonly string[];
  /** Throws a RefusalError for faults that no schema can find. */
  check?(draft: object): void;
}

export function resourceRoutes<T extends { readonly id: string }, Draft extends object>(
  resource: Resource<T, Draft>,
  context: Context,
): readonly Route[] {
  const { path, many, one, title, body, writes } = resource;
  const about = aboutOf(resource);
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
    adminRoute("GET", `/${path}`, about.list, async (x) => {
      const asked = readQuery(x, about.list.query);
      const found = select(resource, directory.current, asked);
      const { offset, limit = found.length } = partOf(asked);
      const shown = found.slice(offset, offset + limit);
      return { [many]: await show(shown), count: shown.length, total_count: found.length, limit, offset };
    }),
    adminRoute("POST", `/${path}`, about.create, async (x) => {
      const { body: draft, warnings } = readBody(x, body.create);
      resource.check?.(draft);
      const [made, extra] = await resource.create(draft);
      const [view] = await show([made]);
      return withWarnings(
        { message: `${title} created successfully`, [one]: { ...view, ...extra } },
        warningsOf(draft, warnings),
      );
    }),
    adminRoute("GET", `/${path}/:id`, about.get, async (x) => {
      const found = resource.get(directory.current, idOf(x));
      if (!found) throw notFound(title);
      const [view] = await show([found]);
      return { [one]: view };
    }),
    adminRoute("PUT", `/${path}/:id`, about.update, async (x: Exchange) => {
      const id = idOf(x);
      const { body: change, warnings } = readBody(x, body.change);
      resource.check?.(change);
      const [view] = await show([await writes.update(id, change)]);
      return withWarnings({ message: `${title} updated successfully`, [one]: view }, warningsOf(change, warnings));
    }),
    adminRoute("DELETE", `/${path}/:id`, about.delete, async (x) => {
      await writes.delete(idOf(x));
      return { message: `${title} deleted successfully` };
    }),
  ];
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- the routes know it by its parts
function aboutOf<T extends { readonly id: string }, Draft>(resource: Resource<T, Draft>) {
  const { many, one, body, answer, newAnswer = answer, filters } = resource;
  const title = resource.title.toLowerCase();
  return {
    list: { summary: `Lists ${title}s.`, query: listQuery(filters), answer: listOf(many, answer) },
    create: { summary: `Creates a ${title}.`, body: body.create, answer: doneWith({ [one]: newAnswer }) },
    get: { summary: `Shows a ${title}.`, answer: z.strictObject({ [one]: answer }) },
    update: { summary: `Changes the given fields of a ${title}.`, body: body.change, answer: doneWith({ [one]: answer }) },
    delete: { summary: `Deletes a ${title}.`, answer: done },
  };
}

function select<T extends { readonly id: string }, Draft>(
  { all, nameOf, filters }: Resource<T, Draft>,
  directory: Directory,
  asked: ListQuery,
): readonly T[] {
  const { search = "", sort_by, order } = asked;
  const part = search.toLowerCase();
  const wanted = filters.filter((field) => asked[field] !== undefined);
  const found = [...all(directory)].filter(
    (one) => nameOf(one).toLowerCase().includes(part) && wanted.every((field) => one[field] === asked[field]),
  );
  // By code units, as the databases do; equal names stay in the order in which they were created.
  if (sort_by === "name") found.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) > nameOf(b))));
  return order === "desc" ? found.reverse() : found;
}
