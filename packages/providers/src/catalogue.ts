/** All known providers: to add one, add a file and a line here. */
import { anthropic } from "./known/anthropic.ts";
import { azureDeployments } from "./known/azure-deployments.ts";
import { azure } from "./known/azure.ts";
import { bedrock } from "./known/bedrock.ts";
import { cerebras } from "./known/cerebras.ts";
import { cohere } from "./known/cohere.ts";
import { deepseek } from "./known/deepseek.ts";
import { fireworks } from "./known/fireworks.ts";
import { gemini } from "./known/gemini.ts";
import { groq } from "./known/groq.ts";
import { mistral } from "./known/mistral.ts";
import { ollama } from "./known/ollama.ts";
import { openai } from "./known/openai.ts";
import { openrouter } from "./known/openrouter.ts";
import { perplexity } from "./known/perplexity.ts";
import { together } from "./known/together.ts";
import { vertexAnthropic } from "./known/vertex-anthropic.ts";
import { vertex } from "./known/vertex.ts";
import { vllm } from "./known/vllm.ts";
import { xai } from "./known/xai.ts";
import type { KnownProvider } from "./known-provider.ts";

/** In the order they are served without a config. */
export const catalogue: readonly KnownProvider[] = [
  openai,
  azure,
  azureDeployments,
  anthropic,
  gemini,
  bedrock,
  vertex,
  vertexAnthropic,
  mistral,
  cohere,
  groq,
  deepseek,
  xai,
  openrouter,
  together,
  fireworks,
  perplexity,
  cerebras,
  ollama,
  vllm,
];
