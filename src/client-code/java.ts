import type { ClientConfiguration } from '../client-configuration/document';
import { addressMap, seeds } from './reach';
import { code, quoted } from './text';

/** Classes that `translation` and `secrets` stand on, by what a configuration needs of them. */
export function imports(configuration: ClientConfiguration): string[] {
  const { parameters, secret } = secrets(configuration);
  const amazon = 'software.amazon.awssdk.services';
  return [
    ...(configuration.mode === 'standalone' ? [] : ['java.util.Set']),
    ...(hasMap(configuration) ? ['java.util.Map'] : []),
    ...(secret ? [`${amazon}.secretsmanager.SecretsManagerClient`] : []),
    ...(parameters ? [`${amazon}.ssm.SsmClient`] : []),
  ];
}

/** Import statements, sorted as Google's style sorts them. */
export const importLines = (names: readonly string[]) => [...new Set(names)].sort().map((name) => `import ${name};`);

const hasMap = (configuration: ClientConfiguration) =>
  configuration.mode !== 'standalone' && addressMap(configuration) !== undefined;

/** Where a client begins, and how it gets from what Redis says to what this network reaches. */
export function translation(configuration: ClientConfiguration, reachedAt = STRICT): string | undefined {
  if (configuration.mode === 'standalone') return undefined;
  const map = addressMap(configuration);
  return code`
    private static final Set<String> SEEDS =
        Set.of(
            ${listed(seeds(configuration).map(({ host, port }) => quoted(`${host}:${port}`)))});

    ${
      map &&
      code`
        /** What Redis says where its servers are, and where this network reaches them. */
        private static final Map<String, String> ADDRESS_MAP =
            Map.ofEntries(
                ${listed(map.map(({ announced, host, port }) => `Map.entry(${quoted(announced)}, ${quoted(`${host}:${port}`)})`))});

        ${reachedAt}
      `
    }
  `;
}

const STRICT = code`
  private static String reachedAt(String address) {
    if (ADDRESS_MAP.containsKey(address)) return ADDRESS_MAP.get(address);
    if (SEEDS.contains(address)) return address;
    throw new IllegalStateException("ADDRESS_MAP lacks " + address + ": generate this file again.");
  }
`;

const listed = (items: readonly string[]) => items.join(',\n');

/** Whether a client has anything to translate. */
export const translates = hasMap;

/** How a program gets at what no text may hold: the password and the certificate of the servers' authority. */
export function secrets({ tls, credentials, caCertificateParameterName }: ClientConfiguration) {
  const ca = tls ? caCertificateParameterName : undefined;
  const { username, passwordParameterName, passwordSecretName } = credentials ?? {};
  const parameters = Boolean(ca || passwordParameterName);
  const password = passwordSecretName
    ? `secret(${quoted(passwordSecretName)})`
    : passwordParameterName && `parameter(${quoted(passwordParameterName)})`;
  return {
    secret: passwordSecretName !== undefined,
    parameters,
    artifacts: [
      passwordSecretName && 'software.amazon.awssdk:secretsmanager',
      parameters && 'software.amazon.awssdk:ssm',
    ].filter((name) => typeof name === 'string'),
    username: username && quoted(username),
    password,
    /** An expression of the certificate in PEM. */
    ca: ca && `parameter(${quoted(ca)})`,
    functions: [passwordSecretName && SECRET, passwordSecretName && parameters && '', parameters && PARAMETER],
  };
}

const SECRET = code`
  /** A secret's value. Region and credentials are as the SDK finds them where this runs. */
  private static String secret(String name) {
    try (SecretsManagerClient client = SecretsManagerClient.create()) {
      return client.getSecretValue(request -> request.secretId(name)).secretString();
    }
  }
`;

const PARAMETER = code`
  /** A parameter's value. Region and credentials are as the SDK finds them where this runs. */
  private static String parameter(String name) {
    try (SsmClient client = SsmClient.create()) {
      return client.getParameter(request -> request.name(name).withDecryption(true)).parameter().value();
    }
  }
`;

/** What {@link AUTHORITIES} needs. */
export const AUTHORITIES_IMPORTS = [
  'java.io.ByteArrayInputStream',
  'java.io.IOException',
  'java.nio.charset.StandardCharsets',
  'java.security.GeneralSecurityException',
  'java.security.KeyStore',
  'java.security.cert.Certificate',
  'java.security.cert.CertificateFactory',
];

export const AUTHORITIES = code`
  private static KeyStore authorities(String pem) throws GeneralSecurityException, IOException {
    KeyStore authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    ByteArrayInputStream text = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
    for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(text)) {
      authorities.setCertificateEntry("authority-" + authorities.size(), authority);
    }
    return authorities;
  }
`;

/** What a program does when the certificate is none. */
export const UNREADABLE =
  'throw new IllegalStateException("The certificate of the servers\' authority cannot be read", error);';
