import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { basicEnvironment } from '../process/environment';
import { run } from '../process/run';
import type { Access } from './redis-config';

/** Certificates of a run, signed by the run's own authority. */
export interface Certificates {
  readonly tls: NonNullable<Access['tls']>;
  /** The authority's certificate, in PEM: the trust anchor of clients. */
  readonly authority: string;
}

/** Longer than any run lasts. */
const VALID_DAYS = '2';

/**
 * Creates a certificate for each instance.
 *
 * @param runFolder an existing folder, in which the files are created
 * @param names the DNS name in the certificate of each instance, by the instance's name
 */
export async function makeCertificates(runFolder: string, names: ReadonlyMap<string, string>): Promise<Certificates> {
  const folder = join(runFolder, 'certificates');
  await mkdir(folder);
  const file = (name: string) => join(folder, name);
  const openssl = (args: readonly string[]) =>
    run('openssl', args, { cwd: folder, env: basicEnvironment(process.env) });
  const [caFile, caKeyFile] = [file('authority.pem'), file('authority.key')];
  const newKey = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const request = [...newKey, '-days', VALID_DAYS];
  await openssl([...request, '-keyout', caKeyFile, '-out', caFile, '-subj', '/CN=data plane']);
  const filesOf = (name: string) => ({ certFile: file(`${name}.pem`), keyFile: file(`${name}.key`) });
  await Promise.all(
    [...names].map(async ([instance, name]) => {
      const { certFile, keyFile } = filesOf(instance);
      await openssl([
        ...request,
        ...['-CA', caFile, '-CAkey', caKeyFile, '-keyout', keyFile, '-out', certFile, '-subj', `/CN=${instance}`],
        // Clients ignore the common name when there is a subject alternative name.
        ...['-addext', `subjectAltName=DNS:${name}`, '-addext', 'basicConstraints=critical,CA:FALSE'],
      ]);
    }),
  );
  return { tls: { caFile, filesOf }, authority: await readFile(caFile, 'utf8') };
}
