import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { StackError } from '../errors';

/**
 * Copies a binary so that it looks for its files below its working directory instead of in `/usr/share`.
 * Debian compiles that folder into Alertmanager and no option changes it; without root nothing can be put there. The
 * text keeps its length, as the binary's other data must stay where it is: "/usr/share/…" becomes "././/share/…".
 * @returns the directory to run it in, relative to the unpacked root
 */
export function relocate(binary: string, copy: string): string {
  const bytes = readFileSync(binary);
  let position = bytes.indexOf(COMPILED_IN);
  if (position < 0) throw new StackError(`${binary} does not contain ${COMPILED_IN}`, 'Install Alertmanager yourself.');
  for (; position >= 0; position = bytes.indexOf(COMPILED_IN, position)) bytes.write(RELATIVE, position);
  writeFileSync(copy, bytes);
  chmodSync(copy, 0o755);
  return 'usr';
}

// --- internal ---

const COMPILED_IN = '/usr/share/prometheus/alertmanager';
const RELATIVE = '././/share/prometheus/alertmanager';
