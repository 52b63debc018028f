import { refreshZonesCommand } from '../../../src/commands/refresh-zones';
import { refreshZones } from '../../../src/zones/refresh-zones';
import { runCommand } from '../../support/commands';

jest.mock('../../../src/zones/refresh-zones', () => ({ refreshZones: jest.fn() }));

describe('npm run refresh-zones', () => {
  test.each([
    [['us-east-1a'], 'vpce-svc-1 now has us-east-1b too. Its zones: us-east-1a, us-east-1b.\n'],
    [['us-east-1a', 'us-east-1b'], 'vpce-svc-1 had every zone already. Its zones: us-east-1a, us-east-1b.\n'],
  ])('of a service in %j says what came of it', async (before, text) => {
    // GIVEN
    const after = ['us-east-1a', 'us-east-1b'];
    jest.mocked(refreshZones).mockResolvedValueOnce({ serviceId: 'vpce-svc-1', before, after });
    // WHEN
    const { status, stdout } = await runCommand(refreshZonesCommand, ['--environment', 'example-sentinel']);
    // THEN
    expect({ status, stdout }).toEqual({ status: 0, stdout: text });
    expect(refreshZones).toHaveBeenLastCalledWith(expect.objectContaining({ name: 'example-sentinel' }), {
      region: 'us-east-1',
    });
  });
});
