/** Whole numbers of PostgreSQL as numbers: pg gives them as text, for some do not fit. */
import type { CustomTypesConfig } from "pg";

type Parser = (text: string) => unknown;

/** What count(*) and sum() answer: int8 and numeric, by their numbers in PostgreSQL's own catalogue. */
const OURS: Readonly<Record<number, Parser>> = { 20: whereSafe, 1700: whereSafe };

export function numbersOver(standard: CustomTypesConfig): CustomTypesConfig {
  return {
    getTypeParser: ((id, format) => OURS[id] ?? standard.getTypeParser(id, format)) as CustomTypesConfig["getTypeParser"],
  };
}

/** What a number cannot hold stays text, never a wrong number. */
function whereSafe(text: string): number | string {
  const number = Number(text);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : text;
}
