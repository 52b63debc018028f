/** A check of a caller's policies that the emulator made. */
export interface PermissionCheck {
  /** ARN of the role or user. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  /** The service's condition keys that the request had. */
  readonly keys: readonly string[];
  /** The operation that it was made for, such as `ec2:CreateVpcEndpoint`. */
  readonly operation: string;
  readonly allowed: boolean;
  readonly times: number;
}

/**
 * The emulator's enforcement of identity-based policies: off until it is turned on, for the callers that exist before roles do.
 * src/emulator/server/permissions.py
 */
export class EmulatedPermissions {
  private readonly url: string;

  /** @param endpoint URL of the emulator */
  constructor(endpoint: string) {
    this.url = `${endpoint}/moto-api/permissions`;
  }

  /** Turns enforcement on or off. Root users stay allowed everything. */
  async enforce(enforced: boolean): Promise<void> {
    await this.request('PUT', JSON.stringify({ enforced }));
  }

  /** Every distinct check since enforcement was turned on, in the order of first use. */
  checks(): Promise<PermissionCheck[]> {
    return this.request('GET');
  }

  private async request(method: string, body?: string): Promise<PermissionCheck[]> {
    const response = await fetch(this.url, { method, body });
    if (!response.ok) throw new Error(`${method} ${this.url}: ${response.status} ${await response.text()}`);
    return (await response.json()) as PermissionCheck[];
  }
}
