/** Azure OpenAI by its v1 API, which takes models in the body and no version: the one to prefer. */
import type { KnownProvider } from "../known-provider.ts";

export const azure: KnownProvider = {
  name: "azure",
  title: "Azure OpenAI, v1",
  docs: "https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle",
  dialect: "openai",
  baseUrl: "https://{resource}.openai.azure.com/openai/v1",
  options: { resource: { about: "the name of the Azure OpenAI resource", variables: ["AZURE_RESOURCE_NAME"] } },
  key: { variables: ["AZURE_OPENAI_API_KEY", "AZURE_API_KEY"], authorization: { header: "api-key" } },
  operations: ["chat", "completions", "responses", "embeddings", "image_generations"],
  quirks: { rename: { top_k: null } },
};
