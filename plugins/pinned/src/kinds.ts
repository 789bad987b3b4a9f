/** What providers store, and how a path names it. */

export type Kind = "responses" | "files" | "batches" | "uploads" | "conversations" | "vector_stores";

/** An id and where the request names it. */
export interface Named {
  readonly kind: Kind;
  readonly id: string;
  /** The field of the body; absent: the path. */
  readonly param?: string | undefined;
}

export interface StoredPath {
  readonly kind: Kind;
  /** In their order, the outermost first. */
  readonly ids: readonly Named[];
  /** "root": where such things are made and listed; "thing": one of them; "part": something below or beside one. */
  readonly depth: "root" | "thing" | "part";
}

export const nouns: Readonly<Record<Kind, string>> = {
  responses: "response",
  files: "file",
  batches: "batch",
  uploads: "upload",
  conversations: "conversation",
  vector_stores: "vector store",
};

/** Undefined for any other path. */
export function storedPathOf(path: string): StoredPath | undefined {
  const segments = below.exec(path)?.[1]?.split("/");
  const kind = segments?.[0];
  if (!segments || !isKind(kind)) return undefined;
  const ids: Named[] = [];
  for (let i = 0; i + 1 < segments.length; i++) {
    const [at, segment] = [segments[i], segments[i + 1]!];
    if (!isKind(at) || segment === "" || (at === "responses" && verbs.test(segment))) continue;
    ids.push({ kind: at, id: decoded(segment) });
    i += 1;
  }
  const depth = segments.length === 1 ? "root" : segments.length === 2 && ids.length === 1 ? "thing" : "part";
  return { kind, ids, depth };
}

/** The vendors' own paths, also below a passthrough's, and those of a provider whose base URL has a path. Anthropic's batches are below messages. */
const below =
  /^(?:\/(?:openai|anthropic)_passthrough)?(?:(?:\/[^/]+)*?\/v\d[^/]*|\/openai|\/api)?\/(?:messages\/(?=batches(?:\/|$)))?(.+)$/s;

/** Words that stand where an id would. */
const verbs = /^(?:compact|input_tokens)$/;

function isKind(segment: string | undefined): segment is Kind {
  return segment !== undefined && Object.hasOwn(nouns, segment);
}

/** One id, however it was spelled. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
