/** Token counts in the three shapes the dialect has for them. */

/** The usual rule of thumb: four characters to the token. */
export function estimate(characters: number): number {
  return characters === 0 ? 0 : Math.ceil(characters / 4);
}

export function chatUsage(input: number, output: number): object {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

export function embeddingUsage(input: number): object {
  return { prompt_tokens: input, total_tokens: input };
}

export function responseUsage(input: number, output: number): object {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}

/** The usage to send: a scripted one, none for a scripted null, else the counted one. */
export function usageOr(scripted: object | null | undefined, counted: object): object | undefined {
  return scripted === undefined ? counted : (scripted ?? undefined);
}
