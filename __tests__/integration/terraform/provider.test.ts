import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireTerraform } from '../../../src/terraform/binary';
import { PROVIDER_PATH } from '../../../src/terraform/mirror';
import { locateProvider } from '../../../src/terraform/provider';
import { OLDEST_PROVIDER } from '../../../src/terraform/provider-version';

/** Runs real Terraform with a dummy provider, which is installed but never started. */
describe('locateProvider', () => {
  const version = '5.999.0';
  let folder: string;
  let cache: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'provider-'));
    cache = join(folder, 'cache');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The output of `terraform init` for a configuration that requires the provider, with the variables found. */
  function init(variables: Readonly<Record<string, string>>): string {
    const stack = mkdtempSync(join(folder, 'stack-'));
    const aws = { source: 'hashicorp/aws', version: `>= ${OLDEST_PROVIDER}` };
    writeFileSync(join(stack, 'main.tf.json'), JSON.stringify({ terraform: { required_providers: { aws } } }));
    const { PATH } = process.env;
    return execFileSync('terraform', ['init', '-no-color'], {
      cwd: stack,
      env: { PATH, ...variables },
      encoding: 'utf8',
    });
  }

  async function unpackedMirror(): Promise<string> {
    const { platform } = await requireTerraform();
    const mirror = join(folder, 'mirror');
    const platformFolder = join(mirror, PROVIDER_PATH, version, platform);
    mkdirSync(platformFolder, { recursive: true });
    writeFileSync(join(platformFolder, `terraform-provider-aws_v${version}`), '');
    return mirror;
  }

  async function packedMirror(): Promise<string> {
    const { platform } = await requireTerraform();
    const mirror = join(folder, 'packed');
    mkdirSync(join(mirror, PROVIDER_PATH), { recursive: true });
    const zip = join(mirror, PROVIDER_PATH, `terraform-provider-aws_${version}_${platform}.zip`);
    const binary = join(await unpackedMirror(), PROVIDER_PATH, version, platform, `terraform-provider-aws_v${version}`);
    execFileSync('python3', ['-m', 'zipfile', '-c', zip, binary]);
    return mirror;
  }

  test('prefers TF_PROVIDER_MIRROR', async () => {
    // GIVEN
    const mirror = await unpackedMirror();
    // WHEN
    const { variables, description } = await locateProvider({ ...process.env, TF_PROVIDER_MIRROR: mirror }, { cache });
    // THEN
    expect(description).toBe(`${version} from the filesystem mirror ${mirror}`);
    expect(variables.AWS_PROVIDER_VERSION).toBe(version);
    expect(init(variables)).toContain(`Installed hashicorp/aws v${version}`);
  });

  test('unpacks a packed mirror once', async () => {
    // GIVEN
    const env = { ...process.env, TF_PROVIDER_MIRROR: await packedMirror() };
    const lines: string[] = [];
    // WHEN
    const first = await locateProvider(env, { cache, onOutput: (line) => lines.push(line) });
    const linesOfFirst = lines.length;
    const second = await locateProvider(env, { cache, onOutput: (line) => lines.push(line) });
    // THEN
    expect(linesOfFirst).toBeGreaterThan(0);
    expect(lines).toHaveLength(linesOfFirst);
    expect(second).toEqual(first);
    expect(init(second.variables)).toContain(`Installed hashicorp/aws v${version}`);
    expect(readdirSync(cache).filter((name) => name.startsWith('install-'))).toEqual([]);
  });

  test("uses the mirror of the user's own Terraform configuration", async () => {
    // GIVEN
    const mirror = await unpackedMirror();
    const config = join(folder, 'terraformrc');
    writeFileSync(config, `provider_installation {\n  filesystem_mirror {\n    path = "${mirror}"\n  }\n}\n`);
    const misleading = { TF_CLI_ARGS: '-no-such-option', TF_DATA_DIR: join(folder, 'elsewhere') };
    // WHEN
    const found = await locateProvider({ ...process.env, ...misleading, TF_CLI_CONFIG_FILE: config }, { cache });
    // THEN
    expect(found.description).toBe(`${version} from the filesystem mirror ${mirror}`);
  });

  test('ignores a missing TF_CLI_CONFIG_FILE', async () => {
    // GIVEN
    const env = { ...process.env, TF_CLI_CONFIG_FILE: join(folder, 'missing'), TF_PROVIDER_MIRROR: '' };
    // WHEN
    const found = await locateProvider(env);
    // THEN
    expect(init(found.variables)).toContain(`Installed hashicorp/aws v${found.version}`);
  });
});
