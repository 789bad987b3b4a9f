/** The list of models, and one of them. */
import type { Whole } from "../answer.ts";
import { unknownModel } from "../errors.ts";
import type { Settings } from "../options.ts";

const created = 1_715_367_049;

export function listModels(settings: Settings): Whole {
  return {
    status: 200,
    json: JSON.stringify({
      object: "list",
      data: [...settings.models].map((id) => entry(id, settings)),
    }),
  };
}

export function showModel(id: string, settings: Settings): Whole {
  return settings.models.has(id) ? { status: 200, json: JSON.stringify(entry(id, settings)) } : unknownModel(id);
}

function entry(id: string, settings: Settings): object {
  return { id, object: "model", created, owned_by: settings.name };
}
