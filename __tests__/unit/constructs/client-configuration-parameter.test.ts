import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import type { TerraformStack } from 'cdktf';
import { clientConfiguration } from '../../../src/client-configuration/document';
import { documentBytes, PARAMETER_BYTES } from '../../../src/client-configuration/size';
import { ClientConfigurationParameter } from '../../../src/constructs/client-configuration-parameter';
import { environmentWith } from '../../support/environments';
import { counts, stackWith } from '../../support/synth';

/** A document with a number of servers, whose names have a number of characters. */
function documentOf(count: number, nameLength = 9) {
  const servers = Array.from({ length: count }, (_, i) => ({
    name: `r${i}`.padEnd(nameLength, 'x'),
    address: `10.0.4.${i + 1}`,
    port: 6379,
    listenerPort: 6400 + i,
  }));
  const environment = environmentWith({ 'service.servers': servers, 'consumers[0].dns.zoneName': 'redis.internal' });
  const [consumer] = environment.consumers;
  if (!consumer) throw new Error('the example has no consumer');
  return clientConfiguration({ environment, consumer });
}

const write =
  (...documents: ReturnType<typeof documentOf>[]) =>
  (stack: TerraformStack) => {
    for (const [i, document] of documents.entries()) {
      new ClientConfigurationParameter(stack, `parameter_${i}`, { name: `/redis/${i}`, document });
    }
  };

describe('ClientConfigurationParameter', () => {
  test('stores the document as a plain string that plans show', () => {
    // WHEN
    const stack = stackWith(write(documentOf(2), documentOf(3)));
    // THEN
    expect(counts(stack)).toEqual({ aws_ssm_parameter: 2 });
    expect(stack.json).toHaveResourceWithProperties(SsmParameter, {
      name: '/redis/1',
      type: 'String',
      insecure_value: expect.stringMatching(/^\$\{jsonencode\(.*10\.0\.4\.3:6379/s),
    });
  });

  test.each([
    [3, 9, 'Standard'],
    [50, 9, 'Standard'],
    [50, 40, 'Advanced'],
  ])('for %i servers with names of %i characters has the tier that fits: %s', (count, nameLength, tier) => {
    expect(stackWith(write(documentOf(count, nameLength))).json).toHaveResourceWithProperties(SsmParameter, { tier });
  });

  /** A document with an exact number of bytes. */
  const ofBytes = (bytes: number) => {
    const document = documentOf(2);
    return { ...document, host: document.host.padEnd(document.host.length + bytes - sizeOf(document), 'x') };
  };
  const sizeOf = documentBytes;

  test.each([
    [4096, 'Standard'],
    [4097, 'Advanced'],
  ])('of %i bytes has the tier %s, by the limit that AWS documents', (bytes, tier) => {
    expect(sizeOf(ofBytes(bytes))).toBe(bytes);
    expect(stackWith(write(ofBytes(bytes))).json).toHaveResourceWithProperties(SsmParameter, { tier });
  });

  test('holds at most 8192 bytes', () => {
    expect(PARAMETER_BYTES.advanced).toBe(8192);
  });

  test('reserves room for endpoint names that are unknown at synth', () => {
    const document = documentOf(2);
    const named = (name: string) => sizeOf({ ...document, endpointDnsNames: { 'use1-az1': name } });
    const empty = JSON.stringify({ ...document, endpointDnsNames: { 'use1-az1': '' } }).length;
    expect(named('')).toBe(empty + 128);
    expect(named('vpce-0123.vpce.amazonaws.com')).toBe(named(''));
  });

  test('counts bytes, not characters', () => {
    const document = documentOf(2);
    expect(sizeOf({ ...document, masterName: 'ä' }) - sizeOf({ ...document, masterName: 'a' })).toBe(1);
  });
});
