import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bestOf, PROVIDER_PATH, packagesIn } from '../../../src/terraform/mirror';
import { findMirrors } from '../../../src/terraform/mirror-search';
import { fromNamedMirror, fromUsualPlaces } from '../../../src/terraform/provider';
import { mirrorOnly } from '../../../src/terraform/provider-install';
import { isWanted, PROVIDER_CONSTRAINT } from '../../../src/terraform/provider-version';

const PLATFORM = 'linux_amd64';
const installer = {
  platform: PLATFORM,
  downloaded: '/nothing',
  install: () => Promise.reject(new Error('Nothing may be installed in this test')),
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mirror-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const unpacked = (version: string, platform = PLATFORM) =>
  file(join(PROVIDER_PATH, version, platform, `terraform-provider-aws_v${version}_x5`));
const packed = (version: string, platform = PLATFORM) =>
  file(join(PROVIDER_PATH, `terraform-provider-aws_${version}_${platform}.zip`));

function file(path: string, below = folder): void {
  mkdirSync(dirname(join(below, path)), { recursive: true });
  writeFileSync(join(below, path), '');
}

describe('packagesIn', () => {
  test('reads both layouts of a mirror', async () => {
    // GIVEN
    unpacked('5.100.0');
    packed('6.25.0');
    // THEN
    expect(await packagesIn(folder, PLATFORM)).toEqual([
      { mirror: folder, version: '5.100.0', packed: false },
      { mirror: folder, version: '6.25.0', packed: true },
    ]);
  });

  test('skips other platforms, and folders without a binary', async () => {
    // GIVEN
    unpacked('6.0.0', 'darwin_arm64');
    packed('6.1.0', 'darwin_arm64');
    file(join(PROVIDER_PATH, '6.2.0', PLATFORM, 'LICENSE.txt'));
    file(join(PROVIDER_PATH, 'index.json'));
    // THEN
    expect(await packagesIn(folder, PLATFORM)).toEqual([]);
  });

  test('returns nothing for a missing folder', async () => {
    expect(await packagesIn(join(folder, 'missing'), PLATFORM)).toEqual([]);
  });
});

describe('bestOf', () => {
  const bestVersion = (...versions: string[]) =>
    bestOf(versions.map((version) => ({ mirror: '/', version, packed: false })))?.version;

  test.each([
    ['one that the stacks ask for before a newer one', ['5.100.0', '7.0.0', '6.40.0', '6.39.9'], '6.40.0'],
    ['the newest of these, by number', ['6.99.0', '6.100.0', '6.41.0'], '6.100.0'],
    ['else the newest, by number', ['5.100.0', '6.9.0', '6.10.0'], '6.10.0'],
    ['the oldest supported version', ['5.99.9', '5.100.0'], '5.100.0'],
    ['no unsupported version', ['5.99.9', '4.0.0', '7.0.0'], undefined],
  ])('%s', (_, versions, best) => {
    expect(bestVersion(...versions)).toBe(best);
  });

  test('only the version that a person asks for, wanted or not', () => {
    const packages = ['5.100.0', '6.40.0'].map((version) => ({ mirror: '/', version, packed: false }));
    expect(bestOf(packages, '5.100.0')?.version).toBe('5.100.0');
    expect(bestOf(packages, '6.41.0')).toBeUndefined();
  });

  test('an unpacked provider before a packed one', () => {
    // GIVEN
    const packages = [true, false].map((packed) => ({ mirror: '/', version: '6.0.0', packed }));
    // THEN
    expect(bestOf(packages)?.packed).toBe(false);
  });
});

describe('the range that the stacks ask for', () => {
  test.each([
    ['6.40.0', true],
    ['6.999.9', true],
    ['6.39.9', false],
    ['6.25.0', false],
    ['7.0.0', false],
    ['5.100.0', false],
  ])('has %s in it: %p', (version, wanted) => {
    expect(isWanted(version)).toBe(wanted);
  });

  test('is said to Terraform by the same numbers', () => {
    expect(PROVIDER_CONSTRAINT).toBe('>= 6.40, < 7');
  });
});

describe('TF_PROVIDER_MIRROR', () => {
  test('is used in place if its provider is unpacked', async () => {
    // GIVEN
    unpacked('5.100.0');
    // THEN
    expect(await fromNamedMirror(folder, installer)).toMatchObject({ mirror: folder, version: '5.100.0' });
  });

  test('has a packed provider unpacked by Terraform, with no other source allowed', async () => {
    // GIVEN
    packed('5.999.0');
    const install = jest.fn().mockResolvedValue({ mirror: '/cache', version: '5.999.0', packed: false });
    // WHEN
    const found = await fromNamedMirror(folder, { ...installer, install });
    // THEN
    expect(found.mirror).toBe('/cache');
    expect(install).toHaveBeenCalledWith('5.999.0', mirrorOnly(folder));
  });

  test('is not unpacked twice', async () => {
    // GIVEN
    packed('5.999.0');
    const downloaded = join(folder, 'downloaded');
    file(join(PROVIDER_PATH, '5.999.0', PLATFORM, 'terraform-provider-aws'), downloaded);
    // THEN
    expect(await fromNamedMirror(folder, { ...installer, downloaded })).toMatchObject({ mirror: downloaded });
  });

  test.each([
    [
      'is missing',
      () => rmSync(join(folder, 'registry.terraform.io'), { recursive: true, force: true }),
      'none for it',
    ],
    ['has only other platforms', () => unpacked('6.25.0', 'darwin_arm64'), 'none for it'],
    ['has only old versions', () => unpacked('5.50.0'), '5.50.0'],
  ])('is refused by name if it %s', async (_, given, has) => {
    // GIVEN
    given();
    // THEN
    const refusal = expect(fromNamedMirror(folder, installer)).rejects;
    await refusal.toThrow(`TF_PROVIDER_MIRROR is "${folder}", which has ${has}`);
  });
});

describe('the search for mirrors', () => {
  test('finds mirrors down to the given depth, shallowest first', async () => {
    // GIVEN
    for (const path of ['a/b/far', 'near', 'a/b/c/d/too-far', 'node_modules']) {
      mkdirSync(join(folder, path, 'registry.terraform.io'), { recursive: true });
    }
    // THEN
    const mirrors = await findMirrors([join(folder, 'missing'), folder], { depth: 3 });
    expect(mirrors).toEqual([join(folder, 'near'), join(folder, 'a/b/far')]);
  });

  test('stops at its time limit', async () => {
    // GIVEN
    mkdirSync(join(folder, 'registry.terraform.io'));
    // THEN
    expect(await findMirrors([folder], { milliseconds: -1 })).toEqual([]);
  });

  test('picks the best provider of all mirrors', async () => {
    // GIVEN
    const mirrors = ['first', 'second'].map((name) => join(folder, name));
    for (const [i, mirror] of mirrors.entries()) {
      file(join(PROVIDER_PATH, `6.${i}.0`, PLATFORM, 'terraform-provider-aws'), mirror);
    }
    // THEN
    const found = await fromUsualPlaces([folder], installer, []);
    expect(found).toMatchObject({ mirror: mirrors[1], version: '6.1.0' });
  });

  test('names the version that a person asks for, if it is nowhere', async () => {
    file(join(PROVIDER_PATH, '6.40.0', PLATFORM, 'terraform-provider-aws'), join(folder, 'first'));
    await expect(fromUsualPlaces([folder], installer, [], '6.41.0')).rejects.toThrow(
      /^The AWS provider 6\.41\.0, which AWS_PROVIDER_VERSION asks for, was not found.*have 6\.40\.0/s,
    );
  });

  test("repeats Terraform's reason and says what to do if there is none", async () => {
    // WHEN
    const search = fromUsualPlaces([folder], installer, ['terraform init: no connection']);
    // THEN
    await expect(search).rejects.toThrow(
      /No suitable AWS provider.*linux_amd64\.\nterraform init: no connection\n.*TF_PROVIDER_MIRROR/s,
    );
  });
});
