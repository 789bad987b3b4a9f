/** The gateway's units as this format's usage object. */
import type { Usage } from "@headgate/core";

/** The three totals are required; details that were not reported are absent. */
export function writeUsage({ input = 0, output = 0, cache_read, cache_write, reasoning }: Usage["units"]): object {
  const read = { ...(cache_read === undefined ? {} : { cached_tokens: cache_read }), ...written(cache_write) };
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    ...(Object.keys(read).length === 0 ? {} : { prompt_tokens_details: read }),
    ...(reasoning === undefined ? {} : { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
}

function written(count: number | undefined): object {
  return count === undefined ? {} : { cache_write_tokens: count };
}
