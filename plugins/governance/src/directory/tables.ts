/** The tables of governance as queries see them. Booleans are 0 or 1, times epoch ms, money nano-dollars, lists JSON. */

export interface Tables {
  readonly governance_customers: CustomerRow;
  readonly governance_teams: TeamRow;
  readonly governance_virtual_keys: VirtualKeyRow;
  readonly governance_provider_configs: ProviderConfigRow;
  readonly governance_budgets: BudgetRow;
  readonly governance_rate_limits: RateLimitRow;
  readonly governance_model_configs: ModelConfigRow;
  readonly governance_provider_limits: ProviderLimitRow;
  readonly governance_routing_rules: RoutingRuleRow;
  readonly governance_changes: ChangeRow;
}

export interface ChangeRow {
  readonly seq: number;
  readonly kind: "customer" | "team" | "virtual_key" | "model_configs" | "providers" | "rules" | "all";
  readonly id: string;
}

/** The owner of these limits points to them, and they are deleted with it. */
export interface LimitedRow {
  readonly budget_id: string | null;
  readonly rate_limit_id: string | null;
}

export interface CustomerRow extends LimitedRow {
  readonly id: string;
  readonly name: string;
  readonly created_at: number;
}

export interface TeamRow extends LimitedRow {
  readonly id: string;
  readonly name: string;
  readonly customer_id: string | null;
  readonly created_at: number;
}

export interface VirtualKeyRow extends LimitedRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly digest: string;
  readonly previous_digest: string | null;
  readonly previous_expires_at: number | null;
  readonly is_active: number;
  readonly expires_at: number | null;
  readonly team_id: string | null;
  readonly customer_id: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface ProviderConfigRow extends LimitedRow {
  readonly id: number;
  readonly virtual_key_id: string;
  readonly provider: string;
  readonly weight: number | null;
  readonly allowed_models: string;
  readonly key_ids: string;
}

export interface BudgetRow {
  readonly id: string;
  readonly max_limit: number;
  readonly reset_duration: string;
  readonly calendar_aligned: number;
  readonly created_at: number;
}

export interface RateLimitRow {
  readonly id: string;
  readonly token_max_limit: number | null;
  readonly token_reset_duration: string | null;
  readonly request_max_limit: number | null;
  readonly request_reset_duration: string | null;
  readonly created_at: number;
}

export interface ModelConfigRow extends LimitedRow {
  readonly id: string;
  readonly model_name: string;
  /** Empty: any. Not null, so that the pair can be unique. */
  readonly provider: string;
  readonly created_at: number;
}

export interface ProviderLimitRow extends LimitedRow {
  readonly provider: string;
}

export interface RoutingRuleRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly enabled: number;
  readonly cel_expression: string;
  readonly targets: string;
  readonly fallbacks: string;
  readonly scope: "global" | "team" | "customer" | "virtual_key";
  readonly scope_id: string | null;
  readonly priority: number;
  readonly created_at: number;
}
