/** Where measurements go: each part replaces its own section of the data file, and the tables in docs/capacity.md follow. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism } from 'node:os';
import { CAPACITY_FILE, type Capacity, type Circumstances } from '../model/measurements';
import { leastDisturbed } from './least-disturbed';

/** A section without what is the same for all. */
export type Measured<Section> = Omit<Section, keyof Circumstances>;

const DIGITS = 4;

/** Writes a section with its circumstances, figures to four digits; whole numbers stay as they are. */
export function record<Part extends keyof Capacity>(
  part: Part,
  measured: Measured<Capacity[Part]>,
  versions: Record<string, string>,
): void {
  const known = existsSync(CAPACITY_FILE) ? JSON.parse(readFileSync(CAPACITY_FILE, 'utf8')) : {};
  const circumstances: Circumstances = { date: new Date().toISOString().slice(0, 10), hardware: hardware(), versions };
  const alike = JSON.stringify(circumstances) === JSON.stringify(circumstancesOf(known[part]));
  const figures =
    part === 'requests' && alike ? leastDisturbed(known[part], measured as Measured<Capacity['requests']>) : measured;
  const section = { ...circumstances, ...(rounded(figures) as object) };
  writeFileSync(CAPACITY_FILE, `${JSON.stringify({ ...known, [part]: section }, null, 2)}\n`);
}

// --- internal ---

function circumstancesOf(section: Circumstances | undefined): Circumstances | undefined {
  return section && { date: section.date, hardware: section.hardware, versions: section.versions };
}

function hardware(): string {
  const architecture = arch() === 'x64' ? 'x86-64' : arch();
  return `${availableParallelism()}-core ${architecture} ${isVirtual() ? 'VM' : 'machine'}`;
}

function isVirtual(): boolean {
  return /^flags\s.*\bhypervisor\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
}

function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, rounded(child)]));
}
