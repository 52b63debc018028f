import { DescribeVpcEndpointConnectionsCommand, EC2Client, type VpcEndpointConnection } from '@aws-sdk/client-ec2';
import { accountOf } from '../config/names';
import type { Environment } from '../config/schema';
import { type AwsConfig, accountConfig, requireCredentials } from '../terraform/aws';
import { by } from './order';

/** An interface endpoint that is connected to an endpoint service, or waits for its acceptance. */
export interface Connection {
  /** `vpce-…` */
  readonly endpointId: string;
  /** The endpoint's account: 12 digits. */
  readonly owner: string;
  /** `available`, `pendingAcceptance`, … */
  readonly state: string;
  /** The endpoint's Region, if it is another one. */
  readonly region?: string;
}

/** Endpoint connections by service ID, `vpce-svc-…`. */
export type LiveConnections = Readonly<Record<string, readonly Connection[]>>;

/** Why AWS could not be asked. */
export interface Unavailable {
  readonly unavailable: string;
}

/** A connection, and whose it is. */
export interface NamedConnection extends Connection {
  /** Name of the endpoint's account in the environment. Absent: the environment has no such account. */
  readonly account?: string;
}

/** The connections that a risk affects, or why they are not known. */
export type RiskConnections = { readonly endpoints: readonly NamedConnection[] } | Unavailable;

/** Which connections of the service a risk affects. Without a condition, all that are open or pending. */
export interface Affected {
  /** @default - every endpoint */
  readonly endpointIds?: readonly string[];
  /**
   * Account ID of the endpoints.
   * @default - every account
   */
  readonly owner?: string;
  /** @default - every Region */
  readonly region?: string;
  /** @default - every state but closed ones */
  readonly state?: string;
}

/** States of endpoints that can't carry traffic any more. */
const CLOSED = ['deleted', 'deleting', 'rejected', 'failed', 'expired'];

/**
 * Asks AWS for the endpoint connections of the account's services, those of other accounts' endpoints included.
 *
 * Needs ec2:DescribeVpcEndpointConnections in the service's account:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpointConnections.html
 *
 * @param aws the SDK's configuration; profile and role come from the environment
 */
export async function askConnections(environment: Environment, aws: AwsConfig): Promise<LiveConnections | Unavailable> {
  const account = accountOf(environment, environment.service.account);
  const ec2 = new EC2Client(accountConfig(aws, account));
  try {
    await requireCredentials(() => ec2.config.credentials(), account);
    return byService(await describeAll(ec2), environment.region);
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    return { unavailable: reason || String((error as Error).name) };
  } finally {
    ec2.destroy();
  }
}

async function describeAll(ec2: EC2Client): Promise<VpcEndpointConnection[]> {
  const found: VpcEndpointConnection[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ec2.send(new DescribeVpcEndpointConnectionsCommand({ NextToken }));
    found.push(...(page.VpcEndpointConnections ?? []));
    NextToken = page.NextToken || undefined;
  } while (NextToken);
  return found;
}

function byService(connections: readonly VpcEndpointConnection[], ownRegion: string): LiveConnections {
  const services: Record<string, Connection[]> = {};
  for (const { ServiceId = '', VpcEndpointId, VpcEndpointOwner, VpcEndpointState, VpcEndpointRegion } of connections) {
    services[ServiceId] ??= [];
    services[ServiceId].push({
      endpointId: VpcEndpointId ?? '',
      owner: VpcEndpointOwner ?? '',
      // The reference spells states with a capital letter, AWS's answers without:
      // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcEndpointConnection.html
      state: lowerFirst(VpcEndpointState ?? ''),
      ...(VpcEndpointRegion && VpcEndpointRegion !== ownRegion && { region: VpcEndpointRegion }),
    });
  }
  return services;
}

const lowerFirst = (text: string) => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/**
 * The connections that a risk affects, sorted.
 *
 * @param accounts the environment's accounts, by name
 * @param serviceId the ID of the service, if the plan shows it
 */
export function affectedConnections(
  connections: LiveConnections | Unavailable,
  accounts: Environment['accounts'],
  serviceId: string | undefined,
  affected: Affected,
): RiskConnections {
  if (isUnavailable(connections)) return connections;
  if (serviceId === undefined) return { unavailable: 'the plan does not show the ID of the endpoint service' };
  const endpoints = (connections[serviceId] ?? []).filter(
    ({ endpointId, owner, state, region }) =>
      (affected.endpointIds?.includes(endpointId) ?? true) &&
      (affected.owner === undefined || owner === affected.owner) &&
      (affected.region === undefined || region === affected.region) &&
      (affected.state === undefined ? !CLOSED.includes(state) : state === affected.state),
  );
  const nameOf = (owner: string) => Object.entries(accounts).find(([, { id }]) => id === owner)?.[0];
  const key = ({ owner, endpointId }: Connection) => `${owner} ${endpointId}`;
  return {
    endpoints: [...endpoints].sort(by(key)).map((endpoint) => {
      const account = nameOf(endpoint.owner);
      return account === undefined ? endpoint : { ...endpoint, account };
    }),
  };
}

/** Whether AWS could not be asked. */
export function isUnavailable<T extends object>(answer: T | Unavailable): answer is Unavailable {
  return 'unavailable' in answer && typeof answer.unavailable === 'string';
}
