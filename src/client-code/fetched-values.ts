import type { ClientConfiguration } from '../client-configuration/document';

/** The values that a program fetches from AWS when it runs, because generated code must not contain them. */
export interface FetchedValues {
  /** Secrets Manager secret with the password. */
  readonly passwordSecretName?: string;
  /** SSM parameter with the password. */
  readonly passwordParameterName?: string;
  /** SSM parameter with the CA certificate in PEM format. Undefined without TLS, and for the system's CAs. */
  readonly caParameterName?: string;
  /** Whether the program reads from Secrets Manager. */
  readonly usesSecret: boolean;
  /** Whether the program reads from SSM Parameter Store. */
  readonly usesParameter: boolean;
}

export function fetchedValues(configuration: ClientConfiguration): FetchedValues {
  const { tls, credentials, caCertificateParameterName } = configuration;
  const { passwordSecretName, passwordParameterName } = credentials ?? {};
  const caParameterName = tls ? caCertificateParameterName : undefined;
  return {
    passwordSecretName,
    passwordParameterName,
    caParameterName,
    usesSecret: passwordSecretName !== undefined,
    usesParameter: passwordParameterName !== undefined || caParameterName !== undefined,
  };
}

/** The expression for the password, written by `call`, or undefined if there is none. */
export function passwordCall(
  { passwordSecretName, passwordParameterName }: FetchedValues,
  call: (name: 'secret' | 'parameter', argument: string) => string,
): string | undefined {
  if (passwordSecretName !== undefined) return call('secret', passwordSecretName);
  return passwordParameterName === undefined ? undefined : call('parameter', passwordParameterName);
}

/** The functions that fetch the values: of the two given, those that the program calls. */
export function fetchFunctions(
  { usesSecret, usesParameter }: FetchedValues,
  { secret, parameter }: { readonly secret: string; readonly parameter: string },
): string | undefined {
  return [usesSecret && secret, usesParameter && parameter].filter(Boolean).join('\n\n') || undefined;
}
