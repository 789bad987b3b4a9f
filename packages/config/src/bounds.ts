/** Describes the bounds that a JSON schema sets on numbers and lengths. */

export interface NumberBounds {
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

/** " from 0 to 65535", " above 0 and at most 1", " of at least 1"; "" where there is none. */
export function boundsOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf }: NumberBounds): string {
  const isAbove = exclusiveMinimum !== undefined && exclusiveMinimum >= (minimum ?? exclusiveMinimum);
  const isBelow = exclusiveMaximum !== undefined && exclusiveMaximum <= (maximum ?? exclusiveMaximum);
  const step = multipleOf === undefined ? [] : [`in steps of ${multipleOf}`];
  if (!isAbove && !isBelow && minimum !== undefined && maximum !== undefined)
    return [` from ${minimum} to ${maximum}`, ...step].join(" ");
  const low = isAbove ? `above ${exclusiveMinimum}` : minimum === undefined ? undefined : `of at least ${minimum}`;
  const high = isBelow ? `below ${exclusiveMaximum}` : maximum === undefined ? undefined : `of at most ${maximum}`;
  const range = [low, high].filter((bound) => bound !== undefined).join(" and ");
  return [range, ...step].map((part) => (part === "" ? "" : ` ${part}`)).join("");
}

/** " of at least 16 characters", " of exactly 2 items"; "" where there is no bound. */
export function lengthOf(what: string, least: number | undefined, most: number | undefined): string {
  const counted = (count: number): string => `${count} ${what}${count === 1 ? "" : "s"}`;
  if (least === most && least !== undefined) return ` of exactly ${counted(least)}`;
  if (least !== undefined && least > 0 && most !== undefined) return ` of ${least} to ${counted(most)}`;
  if (most !== undefined) return ` of at most ${counted(most)}`;
  return least !== undefined && least > 0 ? ` of at least ${counted(least)}` : "";
}
