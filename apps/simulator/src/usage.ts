/** Token counts in each dialect's shape; thoughts are part of the output, except in Gemini. */

/** Tokens of thoughts, and of the whole output including thoughts. */
export interface Output {
  readonly thought: number;
  readonly all: number;
}

/** The usual rule of thumb: four characters to the token. */
export function estimate(characters: number): number {
  return characters === 0 ? 0 : Math.ceil(characters / 4);
}

export function chatUsage(input: number, output: Output): object {
  return {
    prompt_tokens: input,
    completion_tokens: output.all,
    total_tokens: input + output.all,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: output.thought,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

export function embeddingUsage(input: number): object {
  return { prompt_tokens: input, total_tokens: input };
}

export function responseUsage(input: number, output: Output): object {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: output.all,
    output_tokens_details: { reasoning_tokens: output.thought },
    total_tokens: input + output.all,
  };
}

export function imageUsage(input: number, output: number): object {
  return {
    input_tokens: input,
    input_tokens_details: { text_tokens: input, image_tokens: 0 },
    output_tokens: output,
    total_tokens: input + output,
  };
}

export function messageUsage(input: number, output: Output): object {
  return {
    input_tokens: input,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    output_tokens: output.all,
    ...(output.thought > 0 && { output_tokens_details: { thinking_tokens: output.thought } }),
    service_tier: "standard",
  };
}

export function geminiUsage(input: number, output: Output): object {
  return {
    promptTokenCount: input,
    candidatesTokenCount: output.all - output.thought,
    totalTokenCount: input + output.all,
    promptTokensDetails: [{ modality: "TEXT", tokenCount: input }],
    ...(output.thought > 0 && { thoughtsTokenCount: output.thought }),
  };
}

/** The usage to send: a scripted one, none for a scripted null, otherwise the counted one. */
export function usageOr(scripted: object | null | undefined, counted: object): object | undefined {
  return scripted === undefined ? counted : (scripted ?? undefined);
}
