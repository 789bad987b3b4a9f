/** The models that a caller can ask for, listed as the clients of each dialect read them. */
import { type Exchange, type Providers, type Refusal, refuse, reply, type Reply, type Route } from "@headgate/core";
import type { MayUse } from "@headgate/words";

/** `created` in seconds since the epoch. */
export function modelRoutes(providers: Providers, created: number, mayUse: MayUse): readonly Route[] {
  const all = (): readonly Model[] => [
    ...providers.list().flatMap(({ name, models: own = [] }) => own.map((id) => ({ id: `${name}/${id}`, owner: name }))),
    ...providers.aliases().map((id) => ({ id, owner: "headgate" })),
  ];
  const isFor = (x: Exchange, { id }: Model): boolean => providers.resolve(id).some((target) => mayUse(x, target));
  const find = (id: string): Model | undefined => {
    const target = providers.resolve(id)[0];
    if (!target || !(providers.get(target.provider)?.models?.includes(target.model) ?? true)) return undefined;
    return { id, owner: providers.aliases().includes(id) ? "headgate" : target.provider };
  };
  return places.flatMap(({ path, shape: always }): readonly Route[] => {
    // Anthropic's clients ask at OpenAI's address too, and are known by their header.
    const shapeFor = ({ headers }: Exchange): Shape =>
      always ?? (headers["anthropic-version"] === undefined ? openai : anthropic);
    const list = (x: Exchange): Reply =>
      json(
        shapeFor(x).list(
          all().filter((model) => isFor(x, model)),
          created,
        ),
      );
    const one = (x: Exchange): Reply | Refusal => {
      const id = decode(x.path.slice(path.length + 1));
      const model = id === undefined ? undefined : find(id);
      return model && isFor(x, model) ? json(shapeFor(x).one(model, created)) : notFound(id ?? x.path);
    };
    return [
      { method: "GET", path, access: "client", handle: list },
      { method: "GET", path: `${path}/*`, access: "client", handle: one },
    ];
  });
}

interface Model {
  readonly id: string;
  readonly owner: string;
}

interface Shape {
  one(model: Model, created: number): object;
  list(models: readonly Model[], created: number): object;
}

const openai: Shape = {
  one: ({ id, owner }, created) => ({ id, object: "model", created, owned_by: owner }),
  list: (models, created) => ({ object: "list", data: models.map((model) => openai.one(model, created)) }),
};

const anthropic: Shape = {
  one: ({ id }, created) => ({ type: "model", id, display_name: id, created_at: new Date(created * 1000).toISOString() }),
  list: (models, created) => ({
    data: models.map((model) => anthropic.one(model, created)),
    has_more: false,
    first_id: models[0]?.id ?? null,
    last_id: models.at(-1)?.id ?? null,
  }),
};

const gemini: Shape = {
  one: ({ id }) => ({ name: `models/${id}`, displayName: id, supportedGenerationMethods: ["generateContent", "countTokens"] }),
  list: (models, created) => ({ models: models.map((model) => gemini.one(model, created)) }),
};

const places: readonly { readonly path: string; readonly shape?: Shape }[] = [
  { path: "/v1/models" },
  { path: "/openai/v1/models", shape: openai },
  { path: "/anthropic/v1/models", shape: anthropic },
  { path: "/genai/v1beta/models", shape: gemini },
];

function json(value: object): Reply {
  return reply({ status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(value) });
}

/** Ids may hold slashes, which the SDKs write percent-encoded. */
function decode(id: string): string | undefined {
  try {
    return decodeURIComponent(id);
  } catch {
    return undefined;
  }
}

function notFound(id: string): Refusal {
  const message = `model not found: the model \`${id}\` does not exist or you do not have access to it.`;
  return refuse({ code: "model_not_found", status: 404, message, param: "model", by: "gateway" });
}
