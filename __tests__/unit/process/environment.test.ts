import { emulatorProcessEnvironment } from '../../../src/emulator/process-environment';
import { basicEnvironment, personalEnvironment } from '../../../src/process/environment';

const HOSTILE = {
  PATH: '/bin',
  HOME: '/home/somebody',
  LANG: 'C.UTF-8',
  LC_ALL: 'C',
  TERRAFORM_BINARY_NAME: 'tofu',
  AWS_PROFILE: 'production',
  AWS_REGION: 'eu-west-1',
  AWS_SESSION_TOKEN: 'theirs',
  AWS_ACCESS_KEY_ID: 'theirs',
  AWS_CONFIG_FILE: '/home/somebody/.aws/config',
  AWS_ENDPOINT_URL: 'https://aws.example',
  AWS_ENDPOINT_URL_STS: 'https://sts.example',
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
  AWS_USE_FIPS_ENDPOINT: 'true',
  HTTP_PROXY: 'http://proxy.example',
  https_proxy: 'http://proxy.example',
  TF_CLI_ARGS: '-destroy',
  TF_CLI_ARGS_plan: '-destroy',
  TF_CLI_CONFIG_FILE: '/home/somebody/.terraformrc',
  TF_VAR_region: 'eu-west-1',
  TF_WORKSPACE: 'production',
  TF_DATA_DIR: '/data',
  TF_LOG: 'TRACE',
  TF_REATTACH_PROVIDERS: '{}',
  CDKTF_OUTDIR: '/out',
  CDKTF_CONTEXT_JSON: '{}',
  NODE_OPTIONS: '--inspect',
  ENVIRONMENT: 'production',
};

const provider = { version: '5.100.0', description: '', variables: { TF_CLI_CONFIG_FILE: '/run/config.tfrc' } };

const hostileEmulatorEnvironment = () =>
  emulatorProcessEnvironment({
    environment: { name: 'example', region: 'us-east-1' },
    endpoint: 'http://127.0.0.1:5000',
    provider,
    folder: '/run',
    from: HOSTILE,
  });

describe('emulatorProcessEnvironment', () => {
  test("points every AWS client at the emulator, without the user's credentials", () => {
    // WHEN
    const env = hostileEmulatorEnvironment();
    // THEN
    const aws = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('AWS_')));
    expect(aws).toEqual({
      AWS_ENDPOINT_URL: 'http://127.0.0.1:5000',
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_CONFIG_FILE: '/run/no-aws-config',
      AWS_SHARED_CREDENTIALS_FILE: '/run/no-aws-config',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_MAX_ATTEMPTS: '3',
    });
  });

  test('inherits only the variables that any program needs', () => {
    // WHEN
    const env = hostileEmulatorEnvironment();
    // THEN
    const inherited = Object.keys(HOSTILE).filter((name) => env[name] === HOSTILE[name as keyof typeof HOSTILE]);
    expect(inherited).toEqual(['PATH', 'HOME', 'LANG', 'LC_ALL', 'TERRAFORM_BINARY_NAME']);
    expect(
      Object.keys(env)
        .filter((name) => /^(TF|CDKTF)_/.test(name))
        .sort(),
    ).toEqual([
      'CDKTF_DISABLE_PLUGIN_CACHE_ENV',
      'CDKTF_HOME',
      'CDKTF_LOG_FILE_DIRECTORY',
      'TF_CLI_CONFIG_FILE',
      'TF_INPUT',
      'TF_IN_AUTOMATION',
    ]);
  });

  test('selects the given environment', () => {
    expect(hostileEmulatorEnvironment().ENVIRONMENT).toBe('example');
  });

  test('has no proxy, and excludes loopback from any default one', () => {
    // WHEN
    const env = hostileEmulatorEnvironment();
    // THEN
    expect(Object.keys(env).filter((name) => /proxy/i.test(name))).toEqual(['NO_PROXY']);
    expect(env.NO_PROXY).toContain('127.0.0.1');
  });

  test('includes the variables of the provider', () => {
    // GIVEN
    const variables = { TF_CLI_CONFIG_FILE: '/run/config.tfrc', AWS_PROVIDER_VERSION: '5.100.0' };
    // WHEN
    const env = emulatorProcessEnvironment({
      environment: { name: 'example', region: 'us-east-1' },
      endpoint: 'http://127.0.0.1:5000',
      provider: { ...provider, variables },
      folder: '/run',
      from: {},
    });
    // THEN
    expect(env).toMatchObject(variables);
  });
});

describe('basicEnvironment', () => {
  test('omits unset variables', () => {
    expect(basicEnvironment({ PATH: '/bin', HOME: undefined })).toEqual({ PATH: '/bin' });
  });
});

describe('personalEnvironment', () => {
  test('keeps the AWS profile and proxies, and drops variables that change what Terraform does', () => {
    // WHEN
    const env = personalEnvironment(HOSTILE);
    // THEN
    expect(env).toMatchObject({ AWS_PROFILE: 'production', HTTP_PROXY: 'http://proxy.example' });
    const dropped = Object.keys(HOSTILE).filter((name) => !(name in env));
    expect(dropped).toEqual([
      'TF_CLI_ARGS',
      'TF_CLI_ARGS_plan',
      'TF_WORKSPACE',
      'TF_DATA_DIR',
      'TF_LOG',
      'TF_REATTACH_PROVIDERS',
    ]);
  });
});
