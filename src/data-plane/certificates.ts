import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { command } from './command';
import type { Access } from './redis-config';

/** Certificates of a run, signed by an authority of its own. */
export interface Certificates {
  readonly tls: NonNullable<Access['tls']>;
  /** The authority's certificate, in PEM: what clients trust. */
  readonly authority: string;
}

/** Longer than a run lasts. */
const DAYS = '2';

/**
 * Makes a certificate for each instance.
 *
 * @param folder where to put them
 * @param names of the instances, each with the one DNS name that its certificate is for
 */
export async function makeCertificates(folder: string, names: ReadonlyMap<string, string>): Promise<Certificates> {
  const place = join(folder, 'certificates');
  await mkdir(place);
  const file = (name: string) => join(place, name);
  const [caFile, caKeyFile] = [file('authority.pem'), file('authority.key')];
  const newKey = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', DAYS];
  await command('openssl', [...newKey, '-keyout', caKeyFile, '-out', caFile, '-subj', '/CN=data plane']);
  const filesOf = (name: string) => ({ certFile: file(`${name}.pem`), keyFile: file(`${name}.key`) });
  await Promise.all(
    [...names].map(async ([instance, name]) => {
      const { certFile, keyFile } = filesOf(instance);
      await command('openssl', [
        ...newKey,
        ...['-CA', caFile, '-CAkey', caKeyFile, '-keyout', keyFile, '-out', certFile, '-subj', `/CN=${instance}`],
        // Clients verify this and, where it is there, not the common name.
        ...['-addext', `subjectAltName=DNS:${name}`, '-addext', 'basicConstraints=critical,CA:FALSE'],
      ]);
    }),
  );
  return { tls: { caFile, filesOf }, authority: await readFile(caFile, 'utf8') };
}
