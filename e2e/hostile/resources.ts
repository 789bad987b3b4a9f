/** Every field and key of the management API's bodies, with a hostile text in it. */
import type { Sent } from "./client.ts";
import { inMemory, isTaken, type Probe, type Step } from "./step.ts";

/** Existing resources to change; nobody uses these keys. */
export interface Fixtures {
  readonly ids: Readonly<Record<Resource, string>>;
}

export const resources = {
  "virtual-keys": "virtual_key",
  teams: "team",
  customers: "customer",
  "model-configs": "model_config",
  "routing-rules": "rule",
} as const;
export type Resource = keyof typeof resources;
export const names: readonly Resource[] = Object.keys(resources) as Resource[];

const limited = names.filter((resource) => resource !== "routing-rules");

export const base = "/api/governance";
const title = (resource: Resource): string => (resource === "model-configs" ? "model_name" : "name");
/** So large that no call ever reaches it. */
const most = 1_000_000_000;

export function bodySteps({ ids }: Fixtures, probe: Probe): readonly Step[] {
  const { text, turn } = probe;
  const write = (resource: Resource, body: object): Sent =>
    turn === "create"
      ? { method: "POST", path: `${base}/${resource}`, body }
      : { method: "PUT", path: `${base}/${resource}/${ids[resource]}`, body };
  const step = (resource: Resource, body: object, more: Omit<Step, "sent"> = {}): Step => ({
    sent: write(resource, body),
    ...more,
  });
  const named = (resource: Resource, body: object): Step => step(resource, { ...plain(resource), ...body });
  const strange = { [text]: text };
  const odd = { ...strange, budget: strange, rate_limit: strange };
  const taken = isTaken(text);
  const config = { ...odd, provider: text, allowed_models: [text], key_ids: [text] };
  const target = { ...strange, provider: text, model: text, key_id: text, weight: 1 };
  const cel_expression = `model == ${JSON.stringify(text)}`;
  const rule = { ...odd, name: text, description: text, cel_expression, targets: [target], fallbacks: [text], enabled: false };
  return [
    step("virtual-keys", { ...odd, name: text, description: text, provider_configs: [config] }, { taken, shown: shown.key }),
    step("teams", { ...odd, name: text }, { taken, shown: ["team.name"] }),
    step("customers", { ...odd, name: text }, { taken, shown: ["customer.name"] }),
    step("model-configs", { ...odd, model_name: text, provider: text }, { taken, shown: shown.modelConfig }),
    step("routing-rules", rule, { taken, shown: shown.rule }),
    ...(text.length > 255 ? descriptions(text, step) : []),
    ...[{ team_id: text }, { customer_id: text }].map((it) => named("virtual-keys", it)),
    named("teams", { customer_id: text }),
    named("routing-rules", { scope: "team", scope_id: text }),
    // Never a new rule each time: all of them are read at every change.
    { sent: { method: "PUT", path: `${base}/routing-rules/${ids["routing-rules"]}`, body: { cel_expression: text } } },
    ...inMemory([
      ...limited.flatMap((resource) => limitsOf(text).map((it) => named(resource, it))),
      ...limitsOf(text).map((limit) => named("virtual-keys", { provider_configs: [{ provider: "openai", ...limit }] })),
      named("virtual-keys", { expires_at: text }),
      named("routing-rules", { scope: text }),
      ...names.map((resource) => named(resource, notTexts(text))),
      ...[odd, ...limitsOf(text), notTexts(text)].map((body): Step => {
        return { sent: { method: "PUT", path: `${base}/providers/openai`, body } };
      }),
    ]),
  ];
}

const shown = {
  key: ["name", "description", ...["provider", "allowed_models", "key_ids"].map((field) => `provider_configs.${field}`)].map(
    (field) => `virtual_key.${field}`,
  ),
  modelConfig: ["model_config.model_name", "model_config.provider"],
  rule: ["name", "description", "targets.provider", "targets.model", "targets.key_id", "fallbacks"].map(
    (field) => `rule.${field}`,
  ),
};

/** Descriptions are longer than names. */
function descriptions(text: string, step: (resource: Resource, body: object, more: Omit<Step, "sent">) => Step): readonly Step[] {
  const taken = isTaken(text, 4096);
  return [
    step("virtual-keys", { ...plain("virtual-keys"), description: text }, { taken, shown: ["virtual_key.description"] }),
    step("routing-rules", { ...plain("routing-rules"), description: text }, { taken, shown: ["rule.description"] }),
  ];
}

function limitsOf(text: string): readonly object[] {
  return [
    { budget: { max_limit: 1000, reset_duration: text } },
    { rate_limit: { token_max_limit: most, token_reset_duration: text } },
    { rate_limit: { request_max_limit: most, request_reset_duration: text } },
  ];
}

/** Fields for numbers and flags. */
function notTexts(text: string): object {
  const limits = {
    budget: { max_limit: text, reset_duration: "1d", calendar_aligned: text },
    rate_limit: { token_max_limit: text, request_max_limit: text },
  };
  const targets = [{ provider: "openai", weight: text }];
  const provider_configs = [{ id: text, provider: "openai", weight: text, ...limits }];
  return { is_active: text, enabled: text, priority: text, targets, provider_configs, ...limits };
}

let made = 0;
/** The required fields of a resource, with an unused name. */
export function plain(resource: Resource): object {
  const targets = resource === "routing-rules" ? { targets: [{ provider: "openai", weight: 1 }], enabled: false } : {};
  return { [title(resource)]: `plain ${made++}`, ...targets };
}
