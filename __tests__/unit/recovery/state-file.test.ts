import { parseStateFile } from '../../../src/recovery/state-file';

const resource = (mode: string, type: string, name: string, instances: object[]) => ({ mode, type, name, instances });

describe('a state file', () => {
  test('has the IDs and ARNs of managed objects, not those of data sources', () => {
    // WHEN
    const { ids, tainted } = parseStateFile(
      JSON.stringify({
        resources: [
          resource('managed', 'aws_lb', 'load_balancer', [
            { attributes: { id: 'arn:lb', arn: 'arn:lb', name: 'redis' } },
          ]),
          resource('managed', 'aws_vpc_endpoint', 'endpoint', [{ attributes: { id: 'vpce-1', arn: 'arn:vpce-1' } }]),
          resource('data', 'aws_vpc', 'existing_vpc', [{ attributes: { id: 'vpc-1' } }]),
          resource('managed', 'terraform_data', 'order', [{ attributes: null }]),
        ],
      }),
    );
    // THEN
    expect([...ids]).toEqual(['arn:lb', 'vpce-1', 'arn:vpce-1']);
    expect(tainted).toEqual([]);
  });

  test('names the objects whose creation was interrupted', () => {
    const { tainted } = parseStateFile(
      JSON.stringify({
        resources: [
          resource('managed', 'aws_lb', 'load_balancer', [{ status: 'tainted', attributes: { id: 'arn:lb' } }]),
          resource('managed', 'aws_lb', 'other', [{ attributes: { id: 'arn:other' } }]),
        ],
      }),
    );
    expect(tainted).toEqual(['aws_lb.load_balancer']);
  });

  test('may be missing', () => {
    expect(parseStateFile('\n')).toEqual({ ids: new Set(), tainted: [] });
  });
});
