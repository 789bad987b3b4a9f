/** What generateContent refuses in a request, in Google's words. */
import type { Ask, Whole } from "../../answer.ts";
import { isRecord, type Json } from "../../body.ts";
import { badField, googleError } from "../../dialects/gemini.ts";
import { records } from "../../reaction.ts";
import { signed } from "../../signature.ts";
import { functionsOf, partsOf } from "./generate-turn.ts";
import { pick, pickRecord, unknownKeyword, unknownName } from "./proto.ts";

export function refuse({ body, model }: Ask): Whole | undefined {
  const config = pickRecord(body, "generationConfig");
  return (
    unknownName(body, requestFields) ??
    unknownName(config, configFields, "generation_config") ??
    unknownKeyword(pick(config, "responseSchema"), "generation_config.response_schema") ??
    schemas(body) ??
    conversation(records(body.contents), model)
  );
}

const requestFields: readonly string[] =
  "contents systemInstruction tools toolConfig generationConfig safetySettings cachedContent labels store serviceTier model".split(
    " ",
  );
const configFields: readonly string[] = (
  "temperature topP topK maxOutputTokens stopSequences candidateCount seed presencePenalty frequencyPenalty responseMimeType " +
  "responseSchema responseJsonSchema responseLogprobs logprobs thinkingConfig responseModalities speechConfig mediaResolution " +
  "imageConfig enableEnhancedCivicAnswers routingConfig audioTimestamp"
).split(" ");

/** Signatures that stand in for the real one in conversations that began with another model. */
const placeholders: ReadonlySet<string> = new Set(["skip_thought_signature_validator", "context_engineering_is_the_way_to_go"]);

function schemas(body: Json): Whole | undefined {
  const lists = functionsOf(body);
  for (const [i, one] of lists.entries()) {
    const wrong = unknownKeyword(one.parameters, `tools[0].function_declarations[${i}].parameters`);
    if (wrong) return wrong;
  }
  const calling = pickRecord(pickRecord(body, "toolConfig"), "functionCallingConfig");
  return pick(calling, "allowedFunctionNames") !== undefined && calling.mode !== "ANY"
    ? googleError(400, "Allowed function names should only be set when function calling mode is ANY.")
    : undefined;
}

function conversation(contents: readonly Json[], model: string): Whole | undefined {
  if (contents.length === 0) return googleError(400, "* GenerateContentRequest.contents: contents is not specified\n");
  for (const [i, content] of contents.entries()) {
    const { role } = content;
    if (role !== undefined && role !== "user" && role !== "model" && role !== "function")
      return googleError(400, "Please use a valid role: user, model.");
    const parts = partsOf(content);
    if (parts.length === 0)
      return googleError(400, `* GenerateContentRequest.contents[${i}].parts: contents.parts must not be empty.\n`);
    for (const [k, part] of parts.entries()) {
      const wrong = partFault(part, `contents[${i}].parts[${k}]`);
      if (wrong) return wrong;
    }
    const wrong = calls(parts, contents[i + 1], model);
    if (wrong) return wrong;
  }
  return undefined;
}

function partFault(part: Json, at: string): Whole | undefined {
  const signature = pick(part, "thoughtSignature");
  if (typeof signature === "string" && !placeholders.has(signature) && !signed("gemini", signature))
    return googleError(400, "Thought signature is not valid.");
  const called = pick(part, "functionCall");
  if (isRecord(called) && called.args !== undefined && !isRecord(called.args))
    return noStruct(`${at}.function_call.args`, called.args);
  const result = pick(part, "functionResponse");
  if (!isRecord(result)) return undefined;
  if (typeof result.name !== "string" || result.name === "")
    return googleError(400, `* GenerateContentRequest.${at}.function_response.name: Name cannot be empty.\n`);
  return isRecord(result.response) ? undefined : noStruct(`${at}.function_response.response`, result.response);
}

function noStruct(at: string, value: unknown): Whole {
  return badField(`Invalid value at '${at}' (type.googleapis.com/google.protobuf.Struct), ${JSON.stringify(value)}`);
}

/** As many answers as calls, and from Gemini 3 on a signature on the first call of a turn. */
function calls(parts: readonly Json[], next: Json | undefined, model: string): Whole | undefined {
  const called = parts.filter((part) => isRecord(pick(part, "functionCall")));
  const [first] = called;
  if (!first || !next) return undefined;
  const answered = partsOf(next).filter((part) => isRecord(pick(part, "functionResponse"))).length;
  if (answered !== called.length) {
    return googleError(
      400,
      "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.",
    );
  }
  if (!model.startsWith("gemini-3") || typeof pick(first, "thoughtSignature") === "string") return undefined;
  const name = String(pickRecord(first, "functionCall").name);
  return googleError(
    400,
    "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, " +
      `and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${name}\`.`,
  );
}
