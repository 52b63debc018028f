import { join } from 'node:path';
import { Helper } from './helper';
import { namespaceOf, resolverAddress } from './layout';
import type { Namespaces } from './namespaces';
import type { AlarmState } from './resolver';
import type { ConsumerVpc } from './topology';

/** Reads the states of alarms, by name. An alarm that is left out has no data. */
export type AlarmReader = (names: readonly string[]) => Promise<Readonly<Record<string, AlarmState>>>;

/** The resolvers, one in each VPC. */
export class Resolvers {
  private readonly helpers = new Map<string, Helper>();
  private vpcs: readonly ConsumerVpc[] = [];
  private alarms: Readonly<Record<string, AlarmState>> = {};

  constructor(
    private readonly namespaces: Namespaces,
    private readonly folder: string,
    private readonly readAlarms: AlarmReader | undefined,
  ) {}

  /** Has the resolvers answer from the records of these VPCs. Starts and forgets resolvers as needed. */
  async serve(vpcs: readonly ConsumerVpc[]): Promise<void> {
    this.vpcs = vpcs;
    const isGone = (id: string) => !vpcs.some((vpc) => vpc.id === id);
    // The resolver's process has ended with its VPC's namespace.
    for (const id of [...this.helpers.keys()].filter(isGone)) this.helpers.delete(id);
    await Promise.all(vpcs.map((vpc) => this.start(vpc)));
    await this.tell();
  }

  /** Reads the alarms, and has the resolvers leave out records whose health check fails. */
  async checkHealth(): Promise<void> {
    const records = this.vpcs.flatMap(({ hostedZones }) => hostedZones.flatMap(({ records }) => records));
    const names = records.flatMap(({ healthCheck }) => (healthCheck ? [healthCheck.alarmName] : []));
    if (!this.readAlarms || names.length === 0) return;
    const alarms = await this.readAlarms([...new Set(names)]);
    if (JSON.stringify(alarms) === JSON.stringify(this.alarms)) return;
    this.alarms = alarms;
    await this.tell();
  }

  private async start(vpc: ConsumerVpc): Promise<void> {
    if (this.helpers.has(vpc.id)) return;
    const log = join(this.folder, `resolver-${vpc.id}.log`);
    const args = [resolverAddress(vpc)];
    const helper = await Helper.start(this.namespaces, namespaceOf.vpc(vpc.id), 'resolver-process', args, log);
    this.helpers.set(vpc.id, helper);
  }

  private async tell(): Promise<void> {
    await Promise.all(this.vpcs.map((vpc) => this.helpers.get(vpc.id)?.tell({ vpc, alarms: this.alarms })));
  }
}
