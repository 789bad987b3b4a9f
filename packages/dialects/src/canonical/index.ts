/** The canonical form between dialects, for authors of new ones. */
export type { Answer, AnswerEvent, Stop } from "./answer.ts";
export type {
  AudioPart,
  CallPart,
  Conversation,
  DocumentPart,
  ImagePart,
  OutputForm,
  Part,
  Reasoning,
  ReasoningPart,
  RefusalPart,
  ResultPart,
  Signature,
  Source,
  TextPart,
  Tool,
  ToolChoice,
  Turn,
  Verbosity,
} from "./conversation.ts";
export { type Fate, type Feature, features } from "./features.ts";
export {
  type Asked,
  type Decoder,
  type Encoder,
  type Format,
  type Loss,
  type Read,
  type Telling,
  Unreadable,
  type Written,
} from "./format.ts";
