import type { Answer, Packet } from 'dns-packet';
import type { ConsumerVpc, DnsRecord } from './topology';

/** The state of a CloudWatch alarm. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** The records and alarms that a VPC's resolver answers from. */
export interface ResolverData {
  readonly vpc: Pick<ConsumerVpc, 'hostedZones' | 'endpoints'>;
  /** The states by alarm name. An alarm that is missing has no data. */
  readonly alarms: Readonly<Record<string, AlarmState>>;
}

/** The result of a query. */
export interface Resolution {
  readonly rcode: 'NOERROR' | 'NXDOMAIN';
  readonly answers: Answer[];
}

/** https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-multivalue.html */
const MAX_ANSWERS = 8;
/** The TTL of AWS's answers for an interface endpoint's own names. */
const ENDPOINT_TTL_SECONDS = 60;
/** Guards against CNAME loops. */
const MAX_CHAIN = 8;

/** Answers a query as Route 53 does in a VPC: from the private hosted zones, and for the endpoints' own names. */
export function resolve(name: string, type: string, data: ResolverData, random = Math.random): Resolution {
  const answers: Answer[] = [];
  let wanted = canonical(name);
  for (let length = 0; length < MAX_CHAIN; length++) {
    const found = recordsOf(wanted, data.vpc);
    if (!found) return { rcode: 'NXDOMAIN', answers };
    const cname = found.find((record) => record.type === 'CNAME');
    if (!cname || type === 'CNAME') {
      answers.push(
        ...chosen(
          found.filter((record) => record.type === type),
          data,
          random,
        ).map(inAnswer(wanted)),
      );
      return { rcode: 'NOERROR', answers };
    }
    answers.push(inAnswer(wanted)(cname));
    wanted = canonical(cname.values[0] as string);
  }
  return { rcode: 'NOERROR', answers };
}

/** The response to a DNS message. */
export function reply(query: Packet, data: ResolverData): Packet {
  const [question] = query.questions ?? [];
  const { rcode, answers } = question
    ? resolve(question.name, question.type, data)
    : { rcode: 'NOERROR' as const, answers: [] };
  const extended = query.additionals?.some(({ type }) => type === 'OPT');
  return {
    type: 'response',
    id: query.id,
    // Recursion desired, if the query says so, and recursion available. dns-packet takes the response code from the flags.
    flags: ((query.flags ?? 0) & 0x0100) | 0x0080 | (rcode === 'NXDOMAIN' ? 3 : 0),
    questions: query.questions,
    answers,
    additionals: extended
      ? [
          {
            type: 'OPT',
            name: '.',
            udpPayloadSize: 1232,
            extendedRcode: 0,
            ednsVersion: 0,
            flags: 0,
            flag_do: false,
            options: [],
          },
        ]
      : [],
  };
}

/** The records of a name, by wildcard too. Empty if the name exists without records, undefined if it does not exist. */
function recordsOf(name: string, { hostedZones, endpoints }: ResolverData['vpc']): DnsRecord[] | undefined {
  const interfaces = endpoints.filter(({ dnsNames }) => dnsNames.map(canonical).includes(name));
  if (interfaces.length > 0) {
    return [{ name, type: 'A', ttl: ENDPOINT_TTL_SECONDS, values: interfaces.map(({ address }) => address) }];
  }

  const all = hostedZones.flatMap(({ records }) => records);
  const named = (wanted: string) => all.filter((record) => canonical(record.name) === wanted);
  const exists = (wanted: string) => all.some((record) => `.${canonical(record.name)}`.endsWith(`.${wanted}`));
  if (exists(name)) return named(name).flatMap((record) => withoutAlias(record, { hostedZones, endpoints }));

  // A wildcard only matches names below the closest existing ancestor: RFC 4592.
  let above = name;
  do above = above.slice(above.indexOf('.') + 1);
  while (above.includes('.') && !exists(above));
  const wildcard = named(`*.${above}`);
  return wildcard.length > 0 ? wildcard : undefined;
}

function withoutAlias(record: DnsRecord, vpc: ResolverData['vpc']): DnsRecord[] {
  if (!record.alias) return [record];
  const targets = recordsOf(canonical(record.alias), vpc) ?? [];
  return targets.filter(({ type }) => type === record.type).map((target) => ({ ...target, name: record.name }));
}

/** The healthy records in random order, or all of them if none is healthy. */
function chosen(records: readonly DnsRecord[], { alarms }: ResolverData, random: () => number): DnsRecord[] {
  const healthy = records.filter(({ healthCheck }) => {
    if (!healthCheck) return true;
    const state = alarms[healthCheck.alarmName] ?? 'INSUFFICIENT_DATA';
    return state === 'OK' || (state === 'INSUFFICIENT_DATA' && healthCheck.insufficientDataIsHealthy);
  });
  const singles = (healthy.length > 0 ? healthy : records).flatMap((record) =>
    record.values.map((value) => ({ ...record, values: [value] })),
  );
  const shuffled = singles.map((record) => ({ record, key: random() })).sort((a, b) => a.key - b.key);
  return shuffled.slice(0, MAX_ANSWERS).map(({ record }) => record);
}

function inAnswer(name: string) {
  return ({ type, ttl, values }: DnsRecord): Answer => {
    const value = values[0] as string;
    if (type !== 'SRV') return { name, type, ttl, data: type === 'CNAME' ? canonical(value) : value };
    const [priority, weight, port, target = ''] = value.split(' ');
    const numbers = { priority: Number(priority), weight: Number(weight), port: Number(port) };
    return { name, type, ttl, data: { ...numbers, target: canonical(target) } };
  };
}

const canonical = (name: string) => name.toLowerCase().replace(/\.$/, '');
