import { permissionsMinimal } from '../../../src/commands/permissions-minimal';
import { emulatedActions } from '../../../src/permissions/proof/actions';
import { runCommand } from '../../support/commands';

describe('npm run permissions:minimal', () => {
  test.each(['0', '33', '1.5', 'all'])('refuses %s emulators', async (count) => {
    const { status, stdout, stderr } = await runCommand(permissionsMinimal, ['--emulators', count]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe(`--emulators ${count} is not a whole number from 1 to 32.\n`);
  });

  test('withholds each action of each role once, but none that the emulator never asks for', () => {
    const actions = emulatedActions();
    expect(new Set(actions.map(({ role, action }) => `${role} ${action}`)).size).toBe(actions.length);
    expect(actions.map(({ action }) => action)).not.toContain('iam:CreateServiceLinkedRole');
    const roles = [...new Set(actions.map(({ role }) => role))].sort();
    expect(roles).toEqual(
      ['111111111111', '222222222222'].flatMap((id) =>
        ['deploy', 'plan'].map((role) => `arn:aws:iam::${id}:role/redis-privatelink-${role}`),
      ),
    );
  });
});
