/** Reads values files from the command line; what can't be read is a wrong call, not a finding. */
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';
import { shownPath } from '../charts/own-chart';
import type { ValuesFile } from '../check/validate';
import { UsageError } from '../errors';
import { type Finding, formatText } from '../findings';
import type { CommandIo } from '../plugin';
import { MAX_BYTES, MAX_CHART_TOKENS } from '../yaml/limits';
import { type ReadResult, readValues } from '../yaml/read';
import type { MapNode } from '../yaml/source';

/** The bytes of a file or, for a bare name such as `production`, of that profile. */
export function readValuesFile(name: string, io: CommandIo): ValuesFile {
  const file = path.resolve(io.cwd, name);
  const profile = /^[\w-]+$/.test(name) && !existsSync(file) ? io.chart.profile(name) : undefined;
  if (profile !== undefined) return { name: shownPath(profile, io), bytes: readFileSync(profile) };
  try {
    return { name, bytes: readBounded(file) };
  } catch (error) {
    const reasons: Record<string, string> = {
      ENOENT: io.own.profiles.includes(name)
        ? "there is no such file; profiles are of this project's chart alone"
        : 'there is no such file',
      EISDIR: 'is a folder, not a file',
      EACCES: 'may not be read (permissions)',
    };
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${name}: ${reasons[code ?? ''] ?? message}`);
  }
}

/** The tree of a values file; a UsageError with the findings where it can't be read. */
export function parseValuesFile({ name, bytes }: ValuesFile): MapNode {
  return rootOf(readValues(bytes, name), () => true);
}

/** The same of a chart's own values.yaml. A key that it sets twice is nothing that the chart's users could mend: the last one counts. */
export function parseDefaults({ name, bytes }: ValuesFile): MapNode {
  return rootOf(readValues(bytes, name, MAX_CHART_TOKENS), ({ rule }) => rule !== 'duplicate-key');
}

// --- internal ---

function rootOf({ root, findings }: ReadResult, counts: (finding: Finding) => boolean): MapNode {
  const errors = findings.filter((one) => one.severity === 'error' && counts(one));
  if (!root || errors.length > 0) throw new UsageError(errors.map((finding) => formatText(finding)).join('\n'));
  return root;
}

/** No more than it takes to see that a file is too large: it may be a device or a pipe without end. */
function readBounded(file: string): Buffer {
  const buffer = Buffer.alloc(MAX_BYTES + 1);
  const handle = openSync(file, 'r');
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read) {
      read = readSync(handle, buffer, length, buffer.length - length, null);
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(handle);
  }
}
