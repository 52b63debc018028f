import { namespaceOf } from './layout';
import type { Namespaces } from './namespaces';

/** Packets that get lost. What happens to processes, `RedisInstance` does. */
export class Faults {
  constructor(private readonly namespaces: Namespaces) {}

  /** A host on premises is gone: nothing gets to it or comes from it, and nobody says so. */
  async hostGone(address: string): Promise<void> {
    // On the way to it, not on the host: its own sockets would be told of packets that they can't send.
    await this.lose(namespaceOf.premises, address, [`ip saddr ${address} drop`, `ip daddr ${address} drop`]);
  }

  /** The host is back, with whatever has gone on on it in the meantime. */
  async hostBack(address: string): Promise<void> {
    await this.heal(namespaceOf.premises, address);
  }

  /** An endpoint swallows packets, in both directions: those of connections that there are, too. */
  async endpointSwallows(endpointId: string): Promise<void> {
    await this.lose(namespaceOf.endpoint(endpointId), endpointId, ['drop']);
  }

  async endpointBack(endpointId: string): Promise<void> {
    await this.heal(namespaceOf.endpoint(endpointId), endpointId);
  }

  private async lose(namespace: string, what: string, rules: readonly string[]): Promise<void> {
    // Before connection tracking: a packet that has got lost is not known of.
    await this.namespaces.nft(
      namespace,
      `table ip ${table(what)} {\n chain lose {\n type filter hook prerouting priority -400\n ${rules.join('\n ')}\n }\n}\n`,
    );
  }

  private async heal(namespace: string, what: string): Promise<void> {
    await this.namespaces.nft(namespace, `delete table ip ${table(what)}\n`);
  }
}

const table = (what: string) => `fault_${what.replaceAll(/\W/g, '_')}`;
