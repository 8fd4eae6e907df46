/** What is to be run, from the environment. */
import { StackError } from '../../tools/deploy/errors';

export interface Options {
  /** Names of the faults, in the order in which they run. */
  faults: string[];
  /** Above 0: so many fresh installs, in place of faults. */
  installs: number;
  /** How often each fault runs. */
  runs: number;
  /** Few faults, short waits: under five minutes in all. */
  short: boolean;
  release: string;
  /** Namespace of the release, not of its workload. */
  namespace: string;
  /** A command that runs its arguments on the node; empty: faults that need the node are left out. */
  nodeCommand: string;
  /** Prometheus is asked which alerts fired. */
  alerts: boolean;
  /** A release that this program installed stays. */
  keep: boolean;
  /** Further values file for the installation; empty: none. */
  valuesFile: string;
  /** The file that results are appended to; empty: they are printed only. */
  resultsFile: string;
  /** Items that are there before the fault, beside those that the load writes. */
  items: number;
}

/** Those that CI runs. The last one leaves a container behind that the kubelet starts again late: nothing waits for it. */
export const SHORT_FAULTS: readonly string[] = ['F1', 'F3', 'F11', 'exporter-killed'];

/**
 * @param known the faults that exist
 * @throws StackError for a name that isn't known, or a number that isn't one
 */
export function readOptions(
  env: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
  defaultResults: string,
): Options {
  const short = flag(env, 'SHORT');
  const named = (env['FAULTS'] ?? '').split(/[\s,]+/).filter((name) => name !== '');
  const unknown = named.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new StackError(`FAULTS: there is no fault ${unknown}`, `Faults: ${known.join(' ')}`, 2);
  }
  return {
    faults: named.length > 0 ? named : [...(short ? SHORT_FAULTS : known)],
    installs: count(env, 'INSTALLS', 0),
    runs: count(env, 'RUNS', 1),
    short,
    release: env['RELEASE'] || 'faults',
    namespace: env['NAMESPACE'] || env['RELEASE'] || 'faults',
    nodeCommand: env['FAULTS_NODE'] ?? '',
    alerts: flag(env, 'ALERTS'),
    keep: flag(env, 'KEEP'),
    valuesFile: env['FAULTS_VALUES'] ?? '',
    resultsFile: env['RESULTS'] ?? (short ? '' : defaultResults),
    items: count(env, 'ITEMS', 0),
  };
}

// --- internal ---

function flag(env: Readonly<Record<string, string | undefined>>, name: string): boolean {
  return !['', '0', 'false'].includes(env[name] ?? '');
}

function count(env: Readonly<Record<string, string | undefined>>, name: string, fallback: number): number {
  const text = env[name] || String(fallback);
  if (!/^\d{1,7}$/.test(text)) throw new StackError(`${name} must be a whole number, not ${text}`, '', 2);
  return Number(text);
}
