/** Takes the fenced blocks out of a README, with the line where each begins. */
import { read } from "./workspaces.ts";

export interface Block {
  readonly readme: string;
  /** Of the first line inside the fence, counted from 1. */
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

export function blocksOf(readme: string): readonly Block[] {
  const source = read(readme);
  return [...source.matchAll(/^```(\w*)[^\n]*\n([^]*?)^```\s*$/gm)].map(({ index, 1: language = "", 2: text = "" }) => ({
    readme,
    line: source.slice(0, index).split("\n").length + 1,
    language,
    text,
  }));
}
