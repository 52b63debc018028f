import { CLIENTS } from '../../../src/client-code';
import { configuration, configurations } from '../../support/configurations';

const JAVA = ['jedis', 'lettuce', 'redisson', 'spring-boot'] as const;

/** Classes of `java.lang` that the code uses, which need no import. */
const JAVA_LANG = [
  'AutoCloseable',
  'Error',
  'IllegalStateException',
  'Override',
  'Runnable',
  'RuntimeException',
  'String',
  'System',
];

/** Code without its imports, comments and text. */
const withoutText = (code: string) =>
  code.replace(/^import .*;$/gm, '').replace(/\/\*[\s\S]*?\*\/|\/\/.*|"(\\.|[^"\\])*"/g, '');

const importedClasses = (code: string) => [...code.matchAll(/^import [\w.]+\.(\w+);$/gm)].map(([, name]) => name ?? '');

describe.each(JAVA)('the code for %s', (client) => {
  const codes = configurations().map(([name, given]) => {
    const code = CLIENTS[client].generate(given);
    return { name, imports: importedClasses(code).sort(), bare: withoutText(code) };
  });

  test('imports every class that it uses, and no others', () => {
    for (const { name, imports, bare } of codes) {
      // WHEN
      const used = new Set([...bare.matchAll(/(?<![.\w])([A-Z]\w*[a-z]\w*)/g)].map(([, word]) => word ?? ''));
      const defined = [...bare.matchAll(/(?:class|record) (\w+)/g)].map(([, word]) => word ?? '');
      // THEN
      const expected = [...used].filter((word) => ![...JAVA_LANG, ...defined].includes(word)).sort();
      expect({ name, imports }).toEqual({ name, imports: expected });
    }
  });

  test('defines every method that it calls without an object', () => {
    for (const { name, bare } of codes) {
      // WHEN
      const called = [...bare.matchAll(/(?<![.\w>]|new )([a-z]\w*)\(/g)].map(([, word]) => word ?? '');
      const referred = [...bare.matchAll(/Redis(?:Clients|Configuration)::(\w+)/g)].map(([, word]) => word ?? '');
      // THEN
      const undefinedMethods = [...called, ...referred].filter(
        (word) =>
          !['catch', 'for', 'if', 'switch', 'try', 'while'].includes(word) &&
          !new RegExp(`\\b(public|private|static) [\\w<>, ]+ ${word}\\(`).test(bare),
      );
      expect({ name, undefinedMethods }).toEqual({ name, undefinedMethods: [] });
    }
  });
});

test.each([
  [
    'jedis',
    [
      'authorities(pem).store(store, unlocked);',
      '.trustStoreType("PKCS12")',
      '.truststore(() -> new ByteArrayInputStream(store.toByteArray()), unlocked)',
      'return SslOptions.builder()',
    ],
  ],
  [
    'redisson',
    [
      'TrustManagerFactory factory = TrustManagerFactory.getInstance(',
      'factory.init(authorities(pem));',
      'return factory;',
      'config.setSslTrustManagerFactory(trusting(parameter("/redis/ca")));',
    ],
  ],
] as const)('%s trusts the CA certificates that it fetches', (client, own) => {
  // WHEN
  const code = CLIENTS[client].generate(configuration('standalone', 'TLS, a user and a secret'));
  // THEN
  for (const statement of [
    'KeyStore authorities = KeyStore.getInstance("PKCS12");',
    'authorities.load(null, null);',
    'CertificateFactory.getInstance("X.509").generateCertificates(text)',
    'authorities.setCertificateEntry("authority-" + authorities.size(), authority);',
    'return authorities;',
    'throw new IllegalStateException("The CA certificate cannot be read", error);',
    ...own,
  ]) {
    expect(code).toContain(statement);
  }
});
