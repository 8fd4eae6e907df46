/** What to type where binaries are missing and nothing here can fetch them. */
import { existsSync, readFileSync } from 'node:fs';
import { type BinaryName, catalog } from './catalog';

/** Systems whose package manager is known here. */
export type KnownSystem = 'fedora' | 'macos';

/** A file as os-release(5) describes it; tests name another one. */
export function osRelease(file = process.env['TME1CRV_OS_RELEASE'] || '/etc/os-release'): Record<string, string> {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return Object.fromEntries(
    [...text.matchAll(/^(\w+)=["']?([^"'\n]*)/gm)].map(([, key = '', value = '']) => [key, value]),
  );
}

/** The system, if it is one of those: by its own name or that of the one it descends from. */
export function knownSystem(
  release: Record<string, string> = osRelease(),
  platform: NodeJS.Platform = process.platform,
): KnownSystem | undefined {
  if (platform === 'darwin') return 'macos';
  const names = `${release['ID'] ?? ''} ${release['ID_LIKE'] ?? ''}`.split(' ');
  return names.includes('fedora') ? 'fedora' : undefined;
}

/** One line: the command for what the system has packages of, then where the rest is. */
export function installHint(names: readonly BinaryName[], system = knownSystem()): string {
  const packageOf = (name: BinaryName) => (system === undefined ? undefined : catalog[name].packages?.[system]);
  const packages = [...new Set(names.flatMap((name) => packageOf(name) ?? []))];
  const others = [...new Set(names.flatMap((name) => (packageOf(name) === undefined ? catalog[name].elsewhere : [])))];
  const byHand = others.length === 0 ? '' : `${others.join(', ')}`;
  const cluster = 'or use a cluster: --target kubernetes';
  if (system === undefined || packages.length === 0)
    return `Install ${byHand} and put the binaries on PATH, ${cluster}.`;
  const rest = byHand === '' ? '' : `, and put on PATH what has no package there: ${byHand}`;
  return `Install it: ${INSTALL[system]} ${packages.join(' ')}${rest}; ${cluster}.`;
}

// --- internal ---

const INSTALL: Record<KnownSystem, string> = { fedora: 'sudo dnf install', macos: 'brew install' };
