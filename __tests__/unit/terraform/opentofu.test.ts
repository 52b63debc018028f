import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROVIDER_PATH } from '../../../src/terraform/mirror';
import { openTofuMirror } from '../../../src/terraform/opentofu';

describe('openTofuMirror', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'opentofu-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const provider = (path: string) => {
    const file = join(folder, 'mirror', path, '5.100.0', 'linux_amd64', 'terraform-provider-aws_v5.100.0_x5');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, path);
  };
  const found = () => ({ mirror: join(folder, 'mirror'), version: '5.100.0', packed: false });
  const inOpenTofus = 'registry.opentofu.org/hashicorp/aws/5.100.0/linux_amd64/terraform-provider-aws_v5.100.0_x5';

  test("shows a provider of Terraform's mirror under OpenTofu's registry, every time", async () => {
    provider(PROVIDER_PATH);
    const mirror = await openTofuMirror(found(), 'linux_amd64', join(folder, 'cache'));
    expect(readFileSync(join(mirror, inOpenTofus), 'utf8')).toBe(PROVIDER_PATH);
    expect(await openTofuMirror(found(), 'linux_amd64', join(folder, 'cache'))).toBe(mirror);
  });

  test('takes a mirror that was made for OpenTofu as it is', async () => {
    provider('registry.opentofu.org/hashicorp/aws');
    expect(await openTofuMirror(found(), 'linux_amd64', join(folder, 'cache'))).toBe(join(folder, 'mirror'));
  });
});
