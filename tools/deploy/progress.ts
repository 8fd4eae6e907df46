/**
 * What is being done, for whoever waits: while a work takes long, a line every few seconds names it and counts the seconds. Lines, not
 * dots or a bar: they read the same at a terminal, in a log and in CI.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Output } from './steps';

/** The longest silence, in ms: under the 5 s after which people take a program for stuck. */
export const QUIET_MS = 4_000;

/** Says more about what is being done, such as which pods aren't ready yet. */
type Look = () => Promise<string>;

interface Activity {
  what: string;
  look?: Look | undefined;
  /** What `look` has found last. */
  seen: string;
}

/** Takes the word of what is awaited, whenever it changes. */
type Now = (detail: string) => void;

/**
 * Runs a work and writes a line every few seconds for as long as it takes. One within another one has the word alone.
 * @param onFirstLine is called before the first of them
 */
export async function watched<T>(
  output: Output,
  work: () => Promise<T>,
  onFirstLine: () => void = () => {},
): Promise<T> {
  const progress = new Progress(output, onFirstLine);
  const timer = setInterval(() => progress.tell(), QUIET_MS);
  try {
    return await unwatched(() => current.run({ progress, isNamed: false }, work));
  } finally {
    clearInterval(timer);
  }
}

/** Runs a work during which whoever watches is silent: while the user is asked, say. */
export async function unwatched<T>(work: () => Promise<T>): Promise<T> {
  const progress = current.getStore()?.progress;
  if (progress === undefined) return work();
  progress.silencers += 1;
  try {
    return await work();
  } finally {
    progress.silencers -= 1;
  }
}

/**
 * Names a work to whoever watches; without a watcher it just runs.
 * @param what "fetching redis-server"
 * @param work may say what it waits for at this moment
 * @param look is asked for more at each line
 */
export async function during<T>(what: string, work: (now: Now) => Promise<T>, look?: Look): Promise<T> {
  const watcher = current.getStore();
  if (watcher === undefined) return work(() => {});
  const activity: Activity = { what, look, seen: '' };
  const now = (detail: string) => {
    activity.seen = detail;
  };
  const { progress } = watcher;
  progress.activities.add(activity);
  try {
    return await current.run({ progress, isNamed: true }, () => work(now));
  } finally {
    progress.activities.delete(activity);
  }
}

/**
 * Names a program that runs, where nothing says in better words what is being done. Options may hold what is nobody's business: its
 * name and what stands before them are all that is shown.
 */
export function duringProgram<T>(program: string, args: readonly string[], work: () => Promise<T>): Promise<T> {
  const watcher = current.getStore();
  if (watcher === undefined || watcher.isNamed) return work();
  const own = CLUSTER_OPTIONS.includes(args[0] ?? '') ? args.slice(2) : args;
  const options = own.findIndex((word) => word.startsWith('-'));
  const words = own.slice(0, Math.min(MAX_WORDS, options < 0 ? own.length : options));
  return during([program, ...words].map((word) => word.replace(/^.*\//, '')).join(' '), work);
}

// --- internal ---

/** What is shown of a program's arguments. */
const MAX_WORDS = 2;

/** Characters of one activity: a line or two of a terminal. */
const MAX_SHOWN = 140;

/** Those that stand before what kubectl and Helm are told to do. */
const CLUSTER_OPTIONS = ['--context', '--kube-context'];

const current = new AsyncLocalStorage<{ progress: Progress; isNamed: boolean }>();

class Progress {
  readonly activities = new Set<Activity>();
  /** How many want it to be silent. */
  silencers = 0;
  private readonly startedAt = performance.now();
  private isFirst = true;

  constructor(
    private readonly output: Output,
    private readonly onFirstLine: () => void,
  ) {}

  tell(): void {
    if (this.silencers > 0) return;
    for (const activity of this.activities) lookAt(activity);
    const words = [...this.activities].map(({ what, seen }) => shortened(seen === '' ? what : `${what}: ${seen}`));
    const seconds = `${Math.round((performance.now() - this.startedAt) / 1000)} s`;
    if (this.isFirst) this.onFirstLine();
    this.isFirst = false;
    this.output.write(`${seconds.padStart(9)}${words.length === 0 ? '' : `: ${words.join('; ')}`}\n`);
  }
}

function shortened(text: string): string {
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text;
}

/** What is found shows in the next line: nobody waits for it. */
function lookAt(activity: Activity): void {
  activity.look?.().then(
    (seen) => {
      activity.seen = seen;
    },
    () => {},
  );
}
