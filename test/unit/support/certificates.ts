import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files in PEM form. */
export interface Certificates {
  /** Certificate of the authority: whoever trusts it trusts the server. */
  authority: string;
  certificate: string;
  key: string;
}

/**
 * Makes an authority of its own and a certificate that it has signed, in a folder.
 * @param names what the certificate is for, e.g. `IP:127.0.0.1`
 * @throws Error with what openssl said
 */
export function makeCertificates(folder: string, names: string): Certificates {
  const path = (name: string): string => join(folder, name);
  const authority = { key: path('authority.key'), certificate: path('authority.pem') };
  const server = { key: path('server.key'), request: path('server.csr'), certificate: path('server.pem') };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  writeFileSync(path('names'), `subjectAltName=${names}\n`);
  openssl('req', '-x509', ...key, '-days', '2', '-subj', '/CN=test authority', ...files(authority));
  openssl('req', ...key, '-subj', '/CN=redis', '-keyout', server.key, '-out', server.request);
  openssl(
    ...['x509', '-req', '-days', '2', '-in', server.request, '-out', server.certificate, '-extfile', path('names')],
    ...['-CA', authority.certificate, '-CAkey', authority.key, '-CAcreateserial'],
  );
  return { authority: authority.certificate, certificate: server.certificate, key: server.key };
}

function files({ key, certificate }: { key: string; certificate: string }): string[] {
  return ['-keyout', key, '-out', certificate];
}

function openssl(...args: string[]): void {
  const { status, stderr } = spawnSync('openssl', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
}
