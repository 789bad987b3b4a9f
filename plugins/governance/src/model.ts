/** What governance knows: who exists, and what each may use. Bifrost's resources, under its own names (contract 3.1). */

/** A limit on money. */
export interface Budget {
  readonly id: string;
  /** US dollars, more than 0. */
  readonly max_limit: number;
  /** `30s 5m 1h 1d 1w 1M 1Y`, or Go's `1h30m`. */
  readonly reset_duration: string;
  readonly calendar_aligned: boolean;
  /** Epoch ms: windows that are not aligned to the calendar are counted from here. */
  readonly created_at: number;
}

export interface RateLimit {
  readonly id: string;
  readonly token_max_limit?: number | undefined;
  readonly token_reset_duration?: string | undefined;
  readonly request_max_limit?: number | undefined;
  readonly request_reset_duration?: string | undefined;
  readonly created_at: number;
}

/** Anything that can have a budget and a rate limit. */
export interface Limited {
  readonly budget?: Budget | undefined;
  readonly rate_limit?: RateLimit | undefined;
}

export interface ProviderConfig extends Limited {
  readonly id: number;
  readonly provider: string;
  /** null counts as 1 when a provider is drawn. */
  readonly weight: number | null;
  /** Empty: all. */
  readonly allowed_models: readonly string[];
  /** Names of provider keys; empty: all. */
  readonly key_ids: readonly string[];
}

export interface VirtualKey extends Limited {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  /** SHA-256 of the value, in hex; the value itself is shown once and stored nowhere. */
  readonly digest: string;
  /** The previous value, while it still works. */
  readonly previous?: { readonly digest: string; readonly expires_at: number } | undefined;
  readonly is_active: boolean;
  /** Epoch ms. */
  readonly expires_at?: number | undefined;
  /** Empty: all providers. */
  readonly provider_configs: readonly ProviderConfig[];
  readonly team_id?: string | undefined;
  readonly customer_id?: string | undefined;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface Team extends Limited {
  readonly id: string;
  readonly name: string;
  readonly customer_id?: string | undefined;
}

export interface Customer extends Limited {
  readonly id: string;
  readonly name: string;
}

/** For one model, at one provider or at all, whoever asks. */
export interface ModelConfig extends Limited {
  readonly id: string;
  readonly model_name: string;
  readonly provider?: string | undefined;
}

export interface RoutingTarget {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly key_id?: string | undefined;
  readonly weight: number;
}

export interface RoutingRule {
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly enabled: boolean;
  /** Empty: always. */
  readonly cel_expression: string;
  readonly targets: readonly RoutingTarget[];
  readonly fallbacks: readonly string[];
  readonly scope: "global" | "team" | "customer" | "virtual_key";
  readonly scope_id?: string | undefined;
  /** Lower numbers first. */
  readonly priority: number;
}

/** Everything at one moment. Never changed, only replaced, so that a request sees a consistent state. */
export interface Directory {
  readonly virtualKeys: ReadonlyMap<string, VirtualKey>;
  /** By present and previous digest. */
  readonly byDigest: ReadonlyMap<string, VirtualKey>;
  readonly teams: ReadonlyMap<string, Team>;
  readonly customers: ReadonlyMap<string, Customer>;
  readonly modelConfigs: readonly ModelConfig[];
  /** By name. */
  readonly providers: ReadonlyMap<string, Limited>;
  /** In the order in which they are tried within their scope. */
  readonly rules: readonly RoutingRule[];
}
