/** What a model takes, by its name: the generations differ where Anthropic's format itself does not say so. */

export interface Abilities {
  /** How it is told to think: within a budget, as it sees fit ("adaptive"), in either way, or not at all. */
  readonly thinking: "none" | "budget" | "adaptive" | "either";
  /** Whether it cannot be told not to. */
  readonly thinksAlways: boolean;
  /** Whether it takes `output_config.effort`. */
  readonly effort: boolean;
  /** Whether it takes temperature, top_p and top_k. */
  readonly sampling: boolean;
  /** Whether it can be made to call a tool. */
  readonly forcedTools: boolean;
  /** Whether it takes a schema for its answer. */
  readonly outputSchema: boolean;
}

/** A name that is none of Anthropic's is a compatible server's, which takes what it knows and lets be what it does not. */
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
