/** The authorities to trust for TLS, from a PEM file. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Reads a PEM file with one certificate or more.
 *
 * @throws Error that says what is wrong with the file
 */
export function readCaFile(path: string): string[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`cannot read ${path} (${(error as NodeJS.ErrnoException).code}); mount the file, or unset it`);
  }
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw new Error(`${path} holds no certificate; it must be in PEM form`);
  for (const each of certificates) {
    try {
      new X509Certificate(each);
    } catch {
      throw new Error(`${path} holds a certificate that cannot be read`);
    }
  }
  return certificates;
}
