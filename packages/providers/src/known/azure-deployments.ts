/** Azure OpenAI by deployment and dated version: for resources and operations that its v1 API does not serve. */
import type { KnownProvider } from "../known-provider.ts";

export const azureDeployments: KnownProvider = {
  name: "azure-deployments",
  title: "Azure OpenAI, by deployment",
  docs: "https://learn.microsoft.com/azure/ai-foundry/openai/reference",
  dialect: "openai",
  baseUrl: "https://{resource}.openai.azure.com/openai",
  options: {
    resource: { about: "the name of the Azure OpenAI resource" },
    version: { about: "the dated version of the API", default: "2024-10-21" },
  },
  // Its variable belongs to the v1 API, which is used unless a config says otherwise.
  key: { variables: [], authorization: { header: "api-key" } },
  operations: [
    "chat",
    "completions",
    "embeddings",
    "speech",
    "transcriptions",
    "translations",
    "image_generations",
    "image_edits",
  ],
  quirks: { rename: { top_k: null }, paths: { "*": "/deployments/{model}{path}" }, query: { "api-version": "{version}" } },
};
