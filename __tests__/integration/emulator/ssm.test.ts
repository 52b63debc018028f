import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { type Account, account, emulatorForAll } from './harness';

const emulator = emulatorForAll();
let prod: Account;
beforeAll(async () => {
  prod = await account(emulator.endpoint);
});

describe('a parameter', () => {
  test.each([
    [4096, undefined, 'Standard'],
    [4096, 'Intelligent-Tiering', 'Standard'],
    [4097, 'Intelligent-Tiering', 'Advanced'],
    [8192, 'Advanced', 'Advanced'],
  ] as const)('of %d bytes asking for %s is %s', async (size, Tier, tier) => {
    const command = new PutParameterCommand({
      Name: `/fits/${size}/${Tier}`,
      Type: 'String',
      Value: 'x'.repeat(size),
      Tier,
    });
    await expect(prod.ssm.send(command)).resolves.toMatchObject({ Tier: tier });
  });

  test.each([
    ['x'.repeat(4097), undefined],
    ['x'.repeat(4097), 'Standard'],
    ['x'.repeat(8193), 'Advanced'],
    ['x'.repeat(8193), 'Intelligent-Tiering'],
    // The limit counts bytes, not characters.
    ['é'.repeat(2049), 'Standard'],
  ] as const)('larger than its tier is refused (%#)', async (Value, Tier) => {
    const command = new PutParameterCommand({ Name: '/too/large', Type: 'String', Value, Tier });
    await expect(prod.ssm.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
