import type { Connection, LiveConnections } from '../../../src/review';
import { needsConnections, review } from '../../../src/review';
import { affectedConnections } from '../../../src/review/connections';
import { contextOf, planned, reportOf } from '../../support/review/planned';

const connection = (endpointId: string, changes: Partial<Connection> = {}): Connection => ({
  endpointId,
  owner: '222222222222',
  state: 'available',
  ...changes,
});

describe('the connections that a risk affects', () => {
  const all = {
    'vpce-svc-1': [
      connection('vpce-2'),
      connection('vpce-1'),
      connection('vpce-3', { owner: '111111111111', region: 'eu-west-1' }),
      connection('vpce-4', { state: 'pendingAcceptance' }),
      connection('vpce-5', { state: 'rejected' }),
      connection('vpce-6', { state: 'deleted' }),
    ],
    'vpce-svc-2': [connection('vpce-7')],
  };
  const ids = (affected: Parameters<typeof affectedConnections>[3]) => {
    const found = affectedConnections(all, {}, 'vpce-svc-1', affected);
    return 'endpoints' in found ? found.endpoints.map(({ endpointId }) => endpointId) : found;
  };

  test('are those of the service that are open or pending, by account and ID', () => {
    expect(ids({})).toEqual(['vpce-3', 'vpce-1', 'vpce-2', 'vpce-4']);
  });

  test.each([
    ['endpoints', { endpointIds: ['vpce-2', 'vpce-7'] }, ['vpce-2']],
    ['an account', { owner: '111111111111' }, ['vpce-3']],
    ['a Region', { region: 'eu-west-1' }, ['vpce-3']],
    ['a state', { state: 'pendingAcceptance' }, ['vpce-4']],
  ])('may be those of %s only', (_, affected, expected) => {
    expect(ids(affected)).toEqual(expected);
  });

  test('are unknown if AWS could not be asked, or if the plan does not show the service', () => {
    expect(affectedConnections({ unavailable: 'no credentials' }, {}, 'vpce-svc-1', {})).toEqual({
      unavailable: 'no credentials',
    });
    expect(affectedConnections(all, {}, undefined, {})).toEqual({ unavailable: expect.stringContaining('service') });
  });

  test('are none if nothing is connected to the service', () => {
    expect(affectedConnections({}, {}, 'vpce-svc-1', {})).toEqual({ endpoints: [] });
  });
});

/** An endpoint of the environment's consumer. */
const OWN = { ...connection('vpce-0aaa'), account: 'joda-toda-aws' };

describe('a review', () => {
  const serviceId = (scenario: string) =>
    /vpce-svc-[0-9a-f]{8,}/.exec(JSON.stringify(planned(scenario).stacks))?.[0] ?? '';
  const connectedTo = (scenario: string): LiveConnections => ({
    [serviceId(scenario)]: [connection('vpce-0aaa'), connection('vpce-0bbb', { owner: '444444444444' })],
  });

  test.each(['listener-port-changed', 'service-renamed', 'endpoint-replaced', 'accepter-destroyed'])(
    'asks for connections if a risk cuts them: %s',
    (scenario) => {
      const { stacks, environment } = planned(scenario);
      expect(needsConnections(stacks, contextOf(environment))).toBe(true);
    },
  );

  test.each(['nothing-to-do', 'server-added', 'tag-added', 'zone-added', 'deletion-protection-off', 'first-plan'])(
    'asks nothing if none does: %s',
    (scenario) => {
      const { stacks, environment } = planned(scenario);
      expect(needsConnections(stacks, contextOf(environment))).toBe(false);
    },
  );

  test("names everybody that a listener's port cuts, other teams included", () => {
    const { risks } = reportOf('listener-port-changed', { connections: connectedTo('listener-port-changed') });
    expect(risks[0]?.connections).toEqual({
      endpoints: [OWN, connection('vpce-0bbb', { owner: '444444444444' })],
    });
  });

  test('names only the endpoint that is replaced', () => {
    // GIVEN
    const { stacks, environment } = planned('endpoint-replaced');
    const id = /"(vpce-[0-9a-f]{17})"/.exec(
      JSON.stringify(
        stacks.flatMap((stack) =>
          stack.status === 'planned'
            ? stack.plan.resource_changes.filter(({ address }) => address === 'aws_vpc_endpoint.endpoint_use1_az2')
            : [],
        ),
      ),
    )?.[1] as string;
    const connections = { [serviceId('endpoint-replaced')]: [connection('vpce-0aaa'), connection(id)] };
    // WHEN
    const { risks } = review(stacks, contextOf(environment, { connections }));
    // THEN
    expect(risks.find(({ rule }) => rule === 'endpoint-replaced')?.connections).toEqual({
      endpoints: [{ ...connection(id), account: 'joda-toda-aws' }],
    });
  });

  test('says for each risk that AWS could not be asked', () => {
    const { risks } = reportOf('listener-port-changed', { connections: { unavailable: 'no credentials' } });
    expect(risks[0]?.connections).toEqual({ unavailable: 'no credentials' });
  });
});

describe('destroying an unprotected environment', () => {
  const risksWith = (connections: LiveConnections) => reportOf('destroyed', { connections, destroying: true }).risks;
  const serviceId = /vpce-svc-[0-9a-f]{8,}/.exec(JSON.stringify(planned('destroyed').stacks))?.[0] ?? '';

  test('is what was asked for: its risks are shown, and allowed', () => {
    const risks = risksWith({ [serviceId]: [connection('vpce-0aaa')] });
    expect(risks.length).toBeGreaterThan(3);
    expect(risks.filter(({ allowed }) => !allowed)).toEqual([]);
  });

  test('must be allowed by name where it cuts an account that the environment does not have', () => {
    const risks = risksWith({ [serviceId]: [connection('vpce-0bbb', { owner: '444444444444' })] });
    const refused = risks.filter(({ allowed }) => !allowed).map(({ rule }) => rule);
    expect(refused).toContain('endpoint-service-destroyed');
  });

  test('must be allowed by name if the environment is protected', () => {
    const { risks } = reportOf('destroyed', { destroying: true }, { deletionProtection: true });
    expect(risks.filter(({ allowed }) => allowed)).toEqual([]);
  });

  test('is refused without "destroying": the same plan then is an accident', () => {
    const { risks } = reportOf('destroyed');
    expect(risks.filter(({ allowed }) => allowed)).toEqual([]);
  });
});
