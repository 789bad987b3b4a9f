/** What a write may contain for each resource. In a change, omitted fields stay as they are, and null removes. */
import type { RoutingRule, RoutingTarget } from "../model.ts";

/** `{}` removes, as null does. */
export interface BudgetDraft {
  readonly max_limit?: number | undefined;
  readonly reset_duration?: string | undefined;
  readonly calendar_aligned?: boolean | undefined;
}

export interface RateLimitDraft {
  readonly token_max_limit?: number | null | undefined;
  readonly token_reset_duration?: string | null | undefined;
  readonly request_max_limit?: number | null | undefined;
  readonly request_reset_duration?: string | null | undefined;
}

export interface LimitedDraft {
  readonly budget?: BudgetDraft | null | undefined;
  readonly rate_limit?: RateLimitDraft | null | undefined;
}

export interface CustomerDraft extends LimitedDraft {
  readonly name: string;
}

export interface TeamDraft extends LimitedDraft {
  readonly name: string;
  readonly customer_id?: string | null | undefined;
}

/** With the id of one of the key's, that one is changed; the key's others are deleted. */
export interface ProviderConfigDraft extends LimitedDraft {
  readonly id?: number | undefined;
  readonly provider?: string | undefined;
  readonly weight?: number | null | undefined;
  readonly allowed_models?: readonly string[] | null | undefined;
  readonly key_ids?: readonly string[] | null | undefined;
}

export interface VirtualKeyDraft extends LimitedDraft {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly is_active?: boolean | undefined;
  /** Epoch ms. */
  readonly expires_at?: number | null | undefined;
  /** Either this or a customer: naming one takes the key from the other. */
  readonly team_id?: string | null | undefined;
  readonly customer_id?: string | null | undefined;
  readonly provider_configs?: readonly ProviderConfigDraft[] | null | undefined;
}

export interface ModelConfigDraft extends LimitedDraft {
  readonly model_name: string;
  readonly provider?: string | null | undefined;
}

export interface RoutingRuleDraft {
  readonly name: string;
  readonly description?: string | null | undefined;
  readonly enabled?: boolean | undefined;
  readonly cel_expression?: string | null | undefined;
  readonly targets?: readonly RoutingTarget[] | undefined;
  readonly fallbacks?: readonly string[] | null | undefined;
  readonly scope?: RoutingRule["scope"] | undefined;
  readonly scope_id?: string | null | undefined;
  readonly priority?: number | undefined;
}

/** Omitted fields stay, null removes. */
export type Change<Draft> = { readonly [Field in keyof Draft]?: Draft[Field] | undefined };
