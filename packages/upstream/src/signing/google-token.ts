/** The access token of one key: requested once however many calls wait for it, and renewed while the old one is still valid. */
import type { Egress } from "@headgate/core";
import { askGrant, type Grant, type GrantingKey } from "./google-grant.ts";

/** A token is renewed this long before it expires, and used meanwhile. */
const renewMs = 300_000;
/** It is no longer used this long before it expires: the request must arrive in time. */
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
    // A failure here is reported to the calls that come after it has expired.
    if (now >= this.renewAt) this.ask(now).catch(() => {});
    return token;
  }
  /** Does nothing if another one has replaced it. */
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
