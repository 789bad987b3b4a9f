/** Frames as the wire cuts them, and readers to hand them to. */
import { openai, type Meaning, type Operation, type StreamOptions, type StreamReader } from "@headgate/dialects";
import { Frames } from "@headgate/wire";

export function operationOf(name: string): Operation {
  return openai.operations.find((operation) => operation.name === name)!;
}

export function readerOf(name: string, terminator: StreamOptions["terminator"] = "done"): StreamReader {
  return operationOf(name).stream!.createReader({ terminator });
}

/** What each frame of this text means to the reader, in order. */
export function meanings(reader: StreamReader, text: string): readonly Meaning[] {
  const all: Meaning[] = [];
  new Frames(1_000_000).push(Buffer.from(text), (frame) => all.push(reader.read(frame)));
  return all;
}

export function data(value: unknown): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

export function event(name: string, value: object): string {
  return `event: ${name}\n${data({ type: name, ...value })}`;
}

/** The payloads of frames, by their event name ("" for none). */
export function payloads(text: string): readonly (readonly [string, Record<string, unknown>])[] {
  const all: [string, Record<string, unknown>][] = [];
  new Frames(1_000_000).push(Buffer.from(text), (frame) => {
    all.push([frame.event, JSON.parse(frame.data.toString()) as Record<string, unknown>]);
  });
  return all;
}
