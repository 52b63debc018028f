import type { ClientConfiguration } from '../client-configuration/document';
import { addressMap, seeds } from './addresses';
import { COMMENTS, unmapped } from './comments';
import { fetchedValues, fetchFunctions, passwordCall } from './fetched-values';
import { code, quoted } from './text';

/** The classes that the code of `translation` and `secrets` uses. */
export function imports(configuration: ClientConfiguration): string[] {
  const { usesSecret, usesParameter } = fetchedValues(configuration);
  const amazon = 'software.amazon.awssdk.services';
  return [
    ...(configuration.mode === 'standalone' ? [] : ['java.util.Set']),
    ...(translates(configuration) ? ['java.util.Map'] : []),
    ...(usesSecret ? [`${amazon}.secretsmanager.SecretsManagerClient`] : []),
    ...(usesParameter ? [`${amazon}.ssm.SsmClient`] : []),
  ];
}

/** Import statements in the order of Google's Java style. */
export const importLines = (names: readonly string[]) => [...new Set(names)].sort().map((name) => `import ${name};`);

/** Whether the code has an address map. */
export const translates = (configuration: ClientConfiguration) => addressMap(configuration) !== undefined;

/**
 * The seeds, and the address map with a method that applies it.
 *
 * @param method The method `translate(String)`; by default it throws if the map lacks an address.
 */
export function translation(configuration: ClientConfiguration, method = STRICT): string | undefined {
  if (configuration.mode === 'standalone') return undefined;
  const map = addressMap(configuration);
  return code`
    private static final Set<String> SEEDS =
        Set.of(
            ${listed(seeds(configuration).map(({ host, port }) => quoted(`${host}:${port}`)))});

    ${
      map &&
      code`
        /** ${COMMENTS.addressMap} */
        private static final Map<String, String> ADDRESS_MAP =
            Map.ofEntries(
                ${listed(map.map(({ announced, host, port }) => `Map.entry(${quoted(announced)}, ${quoted(`${host}:${port}`)})`))});

        ${method}
      `
    }
  `;
}

/** An expression for the error message about an announced address that the map lacks. */
export const UNMAPPED = `"${unmapped('" + address + "')}"`;

const STRICT = code`
  private static String translate(String address) {
    if (ADDRESS_MAP.containsKey(address)) return ADDRESS_MAP.get(address);
    if (SEEDS.contains(address)) return address;
    throw new IllegalStateException(${UNMAPPED});
  }
`;

const listed = (items: readonly string[]) => items.join(',\n');

/** Code that fetches the password and the CA certificate, and the expressions for them. */
export function secrets(configuration: ClientConfiguration) {
  const values = fetchedValues(configuration);
  const { caParameterName, usesSecret, usesParameter } = values;
  const username = configuration.credentials?.username;
  return {
    artifacts: [
      usesSecret && 'software.amazon.awssdk:secretsmanager',
      usesParameter && 'software.amazon.awssdk:ssm',
    ].filter((name) => typeof name === 'string'),
    username: username && quoted(username),
    password: passwordCall(values, (name, argument) => `${name}(${quoted(argument)})`),
    /** An expression for the CA certificate in PEM format. */
    ca: caParameterName && `parameter(${quoted(caParameterName)})`,
    functions: fetchFunctions(values, { secret: SECRET, parameter: PARAMETER }),
  };
}

const SECRET = code`
  /** Reads a secret. The SDK takes Region and credentials from where this runs. */
  private static String secret(String name) {
    try (SecretsManagerClient client = SecretsManagerClient.create()) {
      return client.getSecretValue(request -> request.secretId(name)).secretString();
    }
  }
`;

const PARAMETER = code`
  /** Reads an SSM parameter. The SDK takes Region and credentials from where this runs. */
  private static String parameter(String name) {
    try (SsmClient client = SsmClient.create()) {
      return client.getParameter(request -> request.name(name).withDecryption(true)).parameter().value();
    }
  }
`;

/** The classes that {@link AUTHORITIES} uses. */
export const AUTHORITIES_IMPORTS = [
  'java.io.ByteArrayInputStream',
  'java.io.IOException',
  'java.nio.charset.StandardCharsets',
  'java.security.GeneralSecurityException',
  'java.security.KeyStore',
  'java.security.cert.Certificate',
  'java.security.cert.CertificateFactory',
];

/** A method that makes a key store from CA certificates in PEM format. */
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

/** The statement for a CA certificate that cannot be parsed. */
export const UNREADABLE = 'throw new IllegalStateException("The CA certificate cannot be read", error);';
