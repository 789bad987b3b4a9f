/** Every path and query of the management API, with a hostile text in it. */
import { base, names } from "./resources.ts";
import { inMemory, type Probe, type Step } from "./step.ts";

const filters = {
  "virtual-keys": ["team_id", "customer_id"],
  teams: ["customer_id"],
  customers: [],
  "model-configs": ["provider"],
  "routing-rules": ["scope", "scope_id"],
} as const;
const listed = ["limit", "offset", "from", "to", "status", "order"];
const ledgers = {
  requests: { words: ["caller", "provider", "model"], others: listed },
  calls: { words: ["caller", "provider", "model", "request"], others: listed },
  summary: { words: ["caller", "provider", "model"], others: ["limit", "offset", "from", "to", "group_by"] },
} as const;

/** Read-only requests, which can be sent all at once. */
export function readSteps({ text, escaped, segment, fitsHeader }: Probe): readonly Step[] {
  const get = (path: string): Step => ({ sent: { method: "GET", path } });
  const query = (...params: readonly string[]): string => params.map((param) => `${param}=${escaped}`).join("&");
  const lists = names.flatMap((resource) => {
    const list = `${base}/${resource}?limit=5&`;
    const asked = [query("search", ...filters[resource], escaped), query("order"), query("sort_by")];
    const places = ["limit", "offset"].map((param) => `${base}/${resource}?${query(param)}`);
    return [...asked.map((part) => list + part), ...places, `${base}/${resource}/${segment}`].map(get);
  });
  const usage = Object.entries(ledgers).map(([ledger, { words, others }]) => {
    const path = `/api/usage/${ledger}?`;
    const alone = [...others.map((param) => query(param)), query(escaped)];
    return { words: get(path + query(...words)), others: alone.map((part) => get(path + part)) };
  });
  const providers = ["", "/keys", `/keys/${segment}`].map((rest) => `/api/providers/${segment}${rest}`);
  const keys = `/api/providers/openai/keys/${segment}`;
  const models = ["/v1", "/openai/v1", "/anthropic/v1", "/genai/v1beta"].map((below) => `${below}/models/${segment}`);
  const named = [...providers, keys, ...models].map(get);
  const shows = (fitsHeader ? credentials(text) : []).map((authorization): Step => {
    return { sent: { method: "GET", path: `${base}/teams?limit=1`, headers: { authorization } } };
  });
  const rest = [...lists, ...usage.flatMap(({ others }) => others), ...named, ...shows];
  return [...usage.map(({ words }) => words), ...inMemory(rest)];
}

function credentials(text: string): readonly string[] {
  const basic = Buffer.from(`${text}:${text}`).toString("base64");
  return [`Bearer ${text}`, `Basic ${basic}`, `Basic ${text}`, text];
}

export function pathSteps(spare: string, { text, segment, turn }: Probe): readonly Step[] {
  const id = (path: string): Step =>
    turn === "create" ? { sent: { method: "PUT", path, body: {} } } : { sent: { method: "DELETE", path } };
  const post = (path: string, body: object): Step => ({ sent: { method: "POST", path: `${base}/virtual-keys/${path}`, body } });
  const strange = { [text]: text };
  return [
    ...[...names, "providers"].map((resource) => id(`${base}/${resource}/${segment}`)),
    post(`${segment}/rotate`, {}),
    ...inMemory([
      post(`${spare}/rotate`, { grace_period: text }),
      post("rotate", { ids: [spare], grace_period: text }),
      post("rotate", { ...strange, ids: [text] }),
    ]),
  ];
}
