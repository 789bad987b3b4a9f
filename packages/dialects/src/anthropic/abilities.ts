/** What a model accepts, by its name: generations differ in ways that Anthropic's format does not show. */

export interface Abilities {
  /** How thinking is set: by a budget, by the model itself ("adaptive"), either way, or not at all. */
  readonly thinking: "none" | "budget" | "adaptive" | "either";
  /** Whether thinking cannot be turned off. */
  readonly thinksAlways: boolean;
  /** Whether it accepts `output_config.effort`. */
  readonly effort: boolean;
  /** Whether it accepts temperature, top_p and top_k. */
  readonly sampling: boolean;
  /** Whether it can be forced to call a tool. */
  readonly forcedTools: boolean;
  /** Whether it accepts an output schema. */
  readonly outputSchema: boolean;
}

/** A name that is not Anthropic's belongs to a compatible server, which ignores what it does not know. */
export function abilitiesOf(model: string): Abilities {
  const found = /claude-(?:([a-z]+)-)?v?(\d)(?:[-.](\d{1,2})(?!\d))?/i.exec(model);
  if (!found) return all;
  const [, family = "", major, minor = 0] = found;
  return ofVersion(family.toLowerCase(), Number(major) + Number(minor) / 100);
}

const all: Abilities = {
  thinking: "either",
  thinksAlways: false,
  effort: true,
  sampling: true,
  forcedTools: true,
  outputSchema: true,
};

/** 4.05 is 4.5. */
function ofVersion(family: string, version: number): Abilities {
  const isFable = family === "fable";
  const isNewest = version >= 5.05;
  return {
    thinking: version < 3.07 ? "none" : version < 4.06 ? "budget" : isNewest || isFable ? "adaptive" : "either",
    thinksAlways: isFable || (isNewest && family !== "haiku"),
    effort: version >= 4.06 || (family === "opus" && version >= 4.05),
    sampling: version < 4.07,
    forcedTools: family === "haiku" || version < (isFable ? 5.01 : 5.05),
    outputSchema: version >= 4.05 || (family === "opus" && version >= 4.01),
  };
}
