import { isRegion, partition, regionOfZone, zoneIdPrefix } from '../../../src/config/regions';

describe('Regions', () => {
  test.each([
    ['us-east-1', 'use1', 'aws'],
    ['us-west-2', 'usw2', 'aws'],
    ['ap-southeast-2', 'apse2', 'aws'],
    ['ap-northeast-1', 'apne1', 'aws'],
    ['ap-south-1', 'aps1', 'aws'],
    ['ap-east-2', 'ape2', 'aws'],
    ['ca-central-1', 'cac1', 'aws'],
    ['me-central-1', 'mec1', 'aws'],
    ['il-central-1', 'ilc1', 'aws'],
    ['mx-central-1', 'mxc1', 'aws'],
    ['af-south-1', 'afs1', 'aws'],
    ['eu-north-1', 'eun1', 'aws'],
    ['cn-north-1', 'cnn1', 'aws-cn'],
    ['cn-northwest-1', 'cnnw1', 'aws-cn'],
    ['us-gov-east-1', 'usge1', 'aws-us-gov'],
    ['us-gov-west-1', 'usgw1', 'aws-us-gov'],
    ['us-iso-east-1', 'usie1', 'aws-iso'],
    ['us-isob-east-1', 'usibe1', 'aws-iso-b'],
  ])('%s has the zones %s-az1 and further, and is in the partition %s', (region, prefix, name) => {
    expect(isRegion(region)).toBe(true);
    expect(zoneIdPrefix(region)).toBe(prefix);
    expect(regionOfZone(`${prefix}-az1`)).toBe(region);
    expect(partition(region)).toBe(name);
  });

  test('of the European Sovereign Cloud are known, their zone IDs are not', () => {
    expect(isRegion('eusc-de-east-1')).toBe(true);
    expect(partition('eusc-de-east-1')).toBe('aws-eusc');
    expect(zoneIdPrefix('eusc-de-east-1')).toBeUndefined();
  });

  test.each([
    'us-east-9',
    'eu-middle-1',
    'us-east',
    'us-east-1a',
    'aws-global',
    'aws-cn-global',
    '',
    'US-EAST-1',
    'toString',
  ])('"%s" is none', (name) => {
    expect(isRegion(name)).toBe(false);
  });

  test.each(['use9-az1', 'xyz1-az1', 'us-east-1a', 'eusc1-az1'])('%s is a zone of none', (zoneId) => {
    expect(regionOfZone(zoneId)).toBeUndefined();
  });
});
