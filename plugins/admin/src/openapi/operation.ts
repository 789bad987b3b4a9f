/** One route as an OpenAPI operation. */
import type { MountedRoute } from "@headgate/core";
import type { ZodType } from "zod";
import { errorsOf } from "./errors.ts";
import { rest } from "./paths.ts";
import type { Json, Schemas } from "./schemas.ts";
import { securityOf } from "./security.ts";

/** One factory for each document. `parameters` are the names in the route's path. */
export function createOperations(schemas: Schemas): (route: MountedRoute, parameters: readonly string[]) => Json {
  const taken = new Set<string>();
  return (route, parameters) => {
    const { plugin, method, path, access, header, about } = route;
    const operationId = unique(idOf(route), taken);
    const asked = [
      ...parameters.map(pathParameter),
      ...(header === undefined ? [] : [{ name: header, in: "header", required: true, schema: { type: "string" } }]),
      ...queryParameters(about?.query, operationId, schemas),
    ];
    return {
      tags: [plugin],
      summary: about?.summary || `${method} ${path}`,
      operationId,
      security: securityOf(access),
      ...(asked.length > 0 && { parameters: asked }),
      ...(about?.body && { requestBody: bodyOf(about.body, operationId, schemas) }),
      responses: { ...answerOf(route, operationId, schemas), ...errorsOf(route, parameters) },
    };
  };
}

function pathParameter(name: string): Json {
  const description = name === rest && "The rest of the path.";
  return { name, in: "path", required: true, ...(description && { description }), schema: { type: "string" } };
}

/** None for a schema that is not an object. */
function queryParameters(query: ZodType | undefined, operationId: string, schemas: Schemas): readonly Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = schemas.resolve(schemas.of(query, "input", `${operationId}Query`)) as {
    readonly properties?: Readonly<Record<string, Json>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => {
    return { name, in: "query", required: required.includes(name), ...(description !== undefined && { description }), schema };
  });
}

function bodyOf(body: ZodType, operationId: string, schemas: Schemas): Json {
  const schema = schemas.of(body, "input", `${operationId}Body`);
  return { required: !schemas.isOptional(body), content: { "application/json": { schema } } };
}

function answerOf({ plugin, about }: MountedRoute, operationId: string, schemas: Schemas): Readonly<Record<string, Json>> {
  if (!about) return { "2XX": { description: `What ${plugin} answers.` } };
  const { answer, status = 200 } = about;
  const schema = answer && schemas.of(answer, "output", `${operationId}Answer`);
  const description = status === 201 ? "Created." : "Done.";
  return { [status]: { description, ...(schema && { content: { "application/json": { schema } } }) } };
}

/** "getKeysById" for GET /api/keys/:id. */
function idOf({ method, path }: MountedRoute): string {
  const words = path
    .replace(/^\/api\//, "")
    .replace(/:(\w+)/g, "by-$1")
    .replace(/\*+$/, `by-${rest}`)
    .split(/[^a-zA-Z\d]+/)
    .filter((word) => word !== "");
  return method.toLowerCase() + words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join("");
}

function unique(name: string, taken: Set<string>): string {
  let found = name;
  for (let i = 2; taken.has(found); i++) found = `${name}${i}`;
  taken.add(found);
  return found;
}
