/** The list of models, and one of them, in each dialect's shape. */
import { type Ask, type Whole, said } from "../answer.ts";
import { refusal } from "../dialects/anthropic.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { googleError } from "../dialects/gemini.ts";
import { unknownModel } from "../dialects/openai.ts";
import type { Settings } from "../options.ts";

export const lists: Readonly<Record<Dialect["name"], (ask: Ask) => Whole>> = {
  openai: ({ settings }) => said({ object: "list", data: [...settings.models].map((id) => openaiModel(id, settings)) }),
  anthropic({ settings }) {
    const ids = [...settings.models];
    return said({ data: ids.map(anthropicModel), has_more: false, first_id: ids[0] ?? null, last_id: ids.at(-1) ?? null });
  },
  gemini: ({ settings }) => said({ models: [...settings.models].map(geminiModel) }),
};

export const shows: Readonly<Record<Dialect["name"], (id: string, ask: Ask) => Whole>> = {
  openai: (id, { settings }) => (settings.models.has(id) ? said(openaiModel(id, settings)) : unknownModel(id)),
  anthropic: (id, ask) => (ask.settings.models.has(id) ? said(anthropicModel(id)) : refusal(404, `model: ${id}`, ask.id)),
  gemini: (id, { settings }) =>
    settings.models.has(id) ? said(geminiModel(id)) : googleError(404, `Model is not found: models/${id} for api version v1beta`),
};

const created = 1_715_367_049;

function openaiModel(id: string, settings: Settings): object {
  return { id, object: "model", created, owned_by: settings.name };
}

function anthropicModel(id: string): object {
  return { type: "model", id, display_name: id, created_at: new Date(created * 1000).toISOString() };
}

function geminiModel(id: string): object {
  return {
    name: `models/${id}`,
    version: "001",
    displayName: id,
    description: "A simulated model.",
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods: ["generateContent", "countTokens", "embedContent", "batchEmbedContents"],
  };
}
