/** Plugins of somebody else beside admin, and what the OpenAPI document says of them. */
import { definePlugin, type PluginUse, reply, type Route } from "@headgate/core";
import { z } from "zod";
import { factsOf, openScene } from "./scene.ts";

type Json = Readonly<Record<string, unknown>>;
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly Json[];
  readonly parameters?: readonly Json[];
  readonly requestBody?: Json;
  readonly responses: Readonly<Record<string, Json>>;
}
export interface Document {
  readonly openapi: string;
  readonly info: Json;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<"schemas" | "responses" | "securitySchemes", Readonly<Record<string, Json>>>>;
}

export async function documentOf(...routes: readonly Partial<Route>[]): Promise<Document> {
  const scene = await openScene({ facts: factsOf(() => scene.open.pipeline.describe()), inside: [plugin("third", routes)] });
  return (await scene.ask("/openapi.json")) as Document;
}

function plugin(name: string, routes: readonly Partial<Route>[]): PluginUse {
  const whole = routes.map((route): Route => {
    return { method: "GET", path: "/api/third", access: "admin", handle: () => reply({ status: 200 }), ...route };
  });
  return definePlugin({ api: 1, name, config: z.strictObject({}), setup: () => ({ routes: whole }) })({});
}

/** Of the only route of its plugin. */
export async function told(route: Partial<Route>): Promise<Operation> {
  const { paths } = await documentOf(route);
  return Object.values(paths)
    .flatMap((item) => Object.values(item))
    .find(({ tags }) => tags[0] === "third")!;
}

export const schemaOf = (of: unknown): unknown => (of as { content: Json }).content["application/json"];
