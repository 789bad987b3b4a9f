/** Gemini's embeddings, for one content or several; the vectors are the same as on the OpenAI side. */
import { type Answer, type Ask, type Whole, said } from "../../answer.ts";
import type { Json } from "../../body.ts";
import { googleError } from "../../dialects/gemini.ts";
import { defaultDimensions, embed } from "../../embedding.ts";
import { records } from "../../reaction.ts";
import { saidIn } from "./generate-turn.ts";
import { pick, pickRecord, unknownName } from "./proto.ts";

export function embedContent({ body }: Ask): Answer {
  return refuse(body, "EmbedContentRequest", "") ?? said({ embedding: embedding(body) });
}

export function batchEmbedContents({ body }: Ask): Answer {
  const requests = records(body.requests);
  if (requests.length === 0) return googleError(400, "* BatchEmbedContentsRequest.requests: at least one request is required\n");
  for (const [i, request] of requests.entries()) {
    const wrong = refuse(request, `BatchEmbedContentsRequest.requests[${i}]`, `requests[${i}]`);
    if (wrong) return wrong;
  }
  return said({ embeddings: requests.map(embedding) });
}

const fields: readonly string[] = ["model", "content", "taskType", "title", "outputDimensionality"];

function refuse(request: Json, name: string, path: string): Whole | undefined {
  const wrong = unknownName(request, fields, path);
  if (wrong) return wrong;
  return saidIn(pickRecord(request, "content")) === "" ? googleError(400, `* ${name}.content: content is empty\n`) : undefined;
}

function embedding(request: Json): object {
  const asked = pick(request, "outputDimensionality");
  const dimensions = typeof asked === "number" && asked >= 1 ? Math.floor(asked) : defaultDimensions;
  return { values: Array.from(embed(saidIn(pickRecord(request, "content")), dimensions)) };
}
