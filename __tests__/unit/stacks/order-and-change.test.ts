import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { checkEnvironment } from '../../../src/config/load';
import type { EnvironmentProps } from '../../../src/config/schema';
import { environments, reordered } from '../../support/arbitrary-environments';
import { propsWith } from '../../support/environments';
import { synthesised } from '../../support/stacks';
import type { StackJson } from '../../support/synth';

// Six environments per test take a second, or several on a busy machine.
jest.setTimeout(60_000);

type Stacks = Record<string, StackJson>;

/** Few, since each synthesises twice. Every run uses other values, and a failure reports its seed. */
const RUNS = { numRuns: 3 };

const synth = (props: EnvironmentProps): Stacks => synthesised(checkEnvironment('test', props));

const without = <T>(list: readonly T[], index: number) => list.filter((_, i) => i !== index % list.length);

/** All elements by stack and address. */
function elements(stacks: Stacks): Map<string, unknown> {
  return new Map(
    Object.entries(stacks).flatMap(([stack, { resource, data, output, provider, terraform }]) => [
      ...[resource, data].flatMap((blocks, i) =>
        Object.entries(blocks).flatMap(([type, byName]) =>
          Object.entries(byName).map(([name, block]): [string, unknown] => [
            `${stack}: ${i ? 'data.' : ''}${type}.${name}`,
            block,
          ]),
        ),
      ),
      ...Object.entries(output).map(([name, block]): [string, unknown] => [`${stack}: output.${name}`, block]),
      [`${stack}: provider`, provider],
      [`${stack}: terraform`, terraform],
    ]),
  );
}

/** Addresses of the smaller that the larger lacks or changes. Empty if growing only adds and shrinking only removes. */
function otherwise(smaller: Stacks, larger: Stacks): string[] {
  const inLarger = elements(larger);
  return [...elements(smaller)]
    .filter(([address, block]) => !isDeepStrictEqual(block, inLarger.get(address)))
    .map(([address]) => address)
    .sort();
}

/** Addresses that match a pattern. */
const addressesOf = (stacks: Stacks, kind: RegExp) => [...elements(stacks).keys()].filter((a) => kind.test(a)).sort();

/** The bucket policy's permissions, one by one: `principal action object`. */
function allowed(stacks: Stacks): Set<string> {
  const policy = stacks.state?.resource.aws_s3_bucket_policy?.state_policy?.policy as string;
  const { Statement } = JSON.parse(policy) as {
    Statement: {
      Effect: string;
      Principal: { AWS: string[] };
      Action: string | string[];
      Resource: string | string[];
    }[];
  };
  return new Set(
    Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Principal, Action, Resource }) =>
      Principal.AWS.flatMap((account) =>
        [Action].flat().flatMap((action) => [Resource].flat().map((object) => `${account} ${action} ${object}`)),
      ),
    ),
  );
}

/** The open ports, one by one: `stack: client port`. */
function open(stacks: Stacks): Set<string> {
  return new Set(
    Object.entries(stacks).flatMap(([stack, { resource }]) =>
      Object.values(resource.aws_vpc_security_group_ingress_rule ?? {})
        .filter(({ ip_protocol }) => ip_protocol === 'tcp')
        .flatMap((rule) => {
          const [from, to] = [rule.from_port as number, rule.to_port as number];
          const client = rule.cidr_ipv4 ?? rule.referenced_security_group_id;
          return Array.from({ length: to - from + 1 }, (_, i) => `${stack}: ${client} ${from + i}`);
        }),
    ),
  );
}

const missing = (smaller: Set<string>, larger: Set<string>) => [...smaller].filter((one) => !larger.has(one));

describe('any environment', () => {
  test('gives byte-identical JSON whatever the order of its entries', () => {
    fc.assert(
      fc.property(environments, fc.nat({ max: 5 }), (props, turn) => {
        // WHEN
        const [one, other] = [props, reordered(props, turn + 1)].map(synth) as [Stacks, Stacks];
        // THEN
        expect(Object.keys(other)).toEqual(Object.keys(one));
        for (const [name, { json }] of Object.entries(one)) expect(other[name]?.json).toBe(json);
      }),
      RUNS,
    );
  });

  test('only adds when a server is added, and only removes when one is removed', () => {
    fc.assert(
      fc.property(environments, fc.nat(), (props, index) => {
        // WHEN
        const fewer = structuredClone(props);
        fewer.service.servers = without(props.service.servers, index);
        const [smaller, larger] = [synth(fewer), synth(props)];
        // THEN only lists of all servers, and perhaps runs of ports, change
        const rules = /: (aws_vpc_security_group_ingress_rule\.\w+_in_\w+|terraform_data\.\w+_order)$/;
        expect(otherwise(smaller, larger).filter((address) => !rules.test(address))).toEqual(
          addressesOf(
            smaller,
            /: (output\.listener_ports|output\.client_configuration|aws_ssm_parameter\.client_parameter(_.*)?)$/,
          ),
        );
        expect(missing(open(smaller), open(larger))).toEqual([]);
        const lists = addressesOf(smaller, /: output\.(listener_ports|client_configuration)$/);
        for (const address of lists) {
          expect(elements(larger).get(address)).toMatchObject(elements(smaller).get(address) as object);
        }
      }),
      RUNS,
    );
  });

  test('only adds when a consumer is added, and only removes when one is removed', () => {
    fc.assert(
      fc.property(environments, fc.nat(), (props, index) => {
        // WHEN
        const fewer = { ...props, consumers: without(props.consumers, index) };
        const [smaller, larger] = [synth(fewer), synth(props)];
        // THEN only the bucket's policy, the order of the load balancer's rules and the list of principals change
        const lists = /_policy$|_order$|: output\.allowed_principals$/;
        expect(otherwise(smaller, larger).filter((address) => !lists.test(address))).toEqual([]);
        expect(missing(open(smaller), open(larger))).toEqual([]);
        expect(missing(allowed(smaller), allowed(larger))).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('an address', () => {
  const byName = synth(propsWith());

  test.each<[path: string, id: string]>([
    ['service.vpc', 'vpc-01234567'],
    ['service.subnets[1]', 'subnet-01234567'],
    ['service.transitGateway', 'tgw-01234567'],
    ['service.routeTables.private', 'rtb-01234567'],
    ['consumers[0].vpc', 'vpc-01234567'],
    ['consumers[0].subnets[1]', 'subnet-01234567'],
  ])('stays the same when %s is found by its ID instead of its Name tag', (path, id) => {
    // WHEN
    const byId = synth(propsWith({ [`${path}.name`]: undefined, [`${path}.id`]: id }));
    // THEN only the lookup itself and the messages about it change
    expect([...elements(byId).keys()]).toEqual([...elements(byName).keys()]);
    const changed = otherwise(byName, byId).map((address) => address.replace(/^[\w-]+: /, ''));
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.filter((address) => !address.startsWith('data.'))).toEqual([]);
  });
});
