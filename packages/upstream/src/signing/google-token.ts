/** The access token of one key: asked for once by however many wait for it, and renewed while the old one still serves. */
import type { Egress } from "@headgate/core";
import { askGrant, type Grant, type GrantingKey } from "./google-grant.ts";

/** So long before its end a token is renewed, while it is still used. */
const renewMs = 300_000;
/** So long before its end it is no longer used: the request must arrive in time. */
const lastMs = 30_000;

export class GoogleToken {
  readonly key: GrantingKey;
  readonly egress: Egress;
  token: string | undefined;
  renewAt = 0;
  endAt = 0;
  asking: Promise<Grant> | undefined;

  constructor(key: GrantingKey, egress: Egress) {
    this.key = key;
    this.egress = egress;
  }

  /** The token where there is one. Rejects as `askGrant` does. */
  get(now: number): string | Promise<Grant> {
    const { token } = this;
    if (token === undefined || now >= this.endAt) return this.ask(now);
    // Whoever comes when it has ended hears what goes wrong here.
    if (now >= this.renewAt) this.ask(now).catch(() => {});
    return token;
  }
  /** Unless another one has taken its place. */
  drop(token: string): void {
    if (this.token === token) this.token = undefined;
  }

  ask(now: number): Promise<Grant> {
    this.asking ??= this.renew(now).finally(() => (this.asking = undefined));
    return this.asking;
  }
  async renew(now: number): Promise<Grant> {
    const grant = await askGrant(this.key, this.egress, now);
    if ("token" in grant) {
      this.token = grant.token;
      this.renewAt = now + grant.lifeMs - Math.min(renewMs, grant.lifeMs / 2);
      this.endAt = now + grant.lifeMs - Math.min(lastMs, grant.lifeMs / 4);
    }
    return grant;
  }
}
