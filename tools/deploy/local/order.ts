/**
 * The order of the steps of `up`; there are two.
 *
 * Usually everything is there, and all parts start together. Where something has to be fetched or built, what the first
 * write and read take comes first: then Redis and the web app run within a minute, while Helm alone, where it has to be
 * built, takes longer than that. What they do without comes after them, not beside them, where it would only take the
 * processor and the network from them.
 */
import { type BinaryName, binariesToFetch, catalog, stackBinaries } from '../binaries';
import { helmOnThisMachine } from '../binaries/helm';
import type { Steps } from '../steps';
import { together } from '../together';
import type { BringUp } from './bring-up';
import { defaultSettings } from './default-settings';
import { DEFAULT_PROFILE } from './settings';
import { status } from './status';
import type { Topology } from './topology';
import type { UpOptions } from './up';

/** Adds the steps that suit what this machine has. */
export async function addStepsOf(work: BringUp, steps: Steps): Promise<void> {
  const { repository, stateFolder, signal } = work.options;
  const missing: Missing = {
    helm: (await helmOnThisMachine(repository, { signal })) === undefined,
    binaries: binariesToFetch(stackBinaries),
  };
  // Beside a running stack nobody waits for a first write: its parts are replaced once everything is there.
  const isFirst = status(stateFolder).every(({ running }) => !running);
  const { firstUseFirst = isFirst && (missing.helm || missing.binaries.length > 0) } = work.options;
  if (firstUseFirst) addFirstUseFirst(work, steps, missing);
  else addAllTogether(work, steps, missing);
}

// --- internal ---

/** What would have to be fetched or built. */
interface Missing {
  helm: boolean;
  binaries: BinaryName[];
}

function addAllTogether(work: BringUp, steps: Steps, missing: Missing): void {
  steps.add(`binaries${fetching(missing.binaries)}`, () => work.findBinaries(stackBinaries));
  steps.add(missing.helm ? `chart, with ${HELM}` : 'chart', () => work.renderChart());
  steps.add('web app build', () => work.buildWebapp());
  steps.add('ports', async (note) => {
    await work.choosePorts();
    const kept = await work.planAll();
    if (kept !== '') note(kept);
  });
  addFirstUse(work, steps, '');
  steps.add('monitoring', async (note) => note(await work.waitForMonitoring()));
}

function addFirstUseFirst(work: BringUp, steps: Steps, missing: Missing): void {
  const { defaultSettings: settings = missing.helm ? defaultSettings() : undefined } = work.options;
  // Helm's own word wherever it has one: the file knows the chart's defaults only.
  const fromFile = settings !== undefined && hasDefaults(work.options);
  if (fromFile) work.settings = settings;
  else if (missing.helm) steps.add(`chart: the given values first take ${HELM}`, () => work.renderChart());
  else steps.add('chart', () => work.renderChart());

  const [redis, others] = [true, false].map((is) =>
    missing.binaries.filter((name) => (name === 'redis-server') === is),
  );
  steps.add(`web app build, and Redis${fetching(redis)}`, () =>
    together(
      work.options.signal,
      (signal) => work.findBinaries(['redis-server'], signal),
      (signal) => work.buildWebapp(signal),
    ),
  );
  steps.add('ports', () => work.planFirst());
  addFirstUse(work, steps, '; its monitoring follows');

  const helm = fromFile && missing.helm ? `, and ${HELM}` : '';
  steps.add(`binaries of the monitoring${fetching(others)}${helm}`, async (_, remark) => {
    if (!(await work.catchUp())) remark(DIFFERS);
  });
  steps.add('monitoring', async (note) => {
    await work.planAll();
    await work.startRedis();
    await work.startWebapp();
    note(await work.waitForMonitoring());
  });
}

/** @param next what the user is told beside the time; empty: nothing, as all is told soon */
function addFirstUse(work: BringUp, steps: Steps, next: string): void {
  steps.add(
    () => describeRedis(work.settings.topology),
    async (_, remark) => {
      const said = await work.startRedis();
      if (said !== '') remark(said);
    },
  );
  steps.add('web app', () => work.startWebapp());
  steps.add('first write and read', async (_, remark) => {
    const said = await work.tryFirstUse();
    if (next !== '') remark(`${said}${next}`);
  });
}

function describeRedis({ replicas, sentinel }: Topology): string {
  if (sentinel !== undefined) return `Redis: ${replicas + 1} nodes, each with a Sentinel`;
  return `Redis: a primary and ${replicas} replicas`;
}

function hasDefaults({ profile = DEFAULT_PROFILE, values = [], set = [] }: UpOptions): boolean {
  return profile === DEFAULT_PROFILE && values.length === 0 && set.length === 0;
}

function fetching(names: readonly BinaryName[] = []): string {
  const packages = [...new Set(names.map((name) => catalog[name].aptPackage))];
  return packages.length === 0 ? '' : ` (fetching ${packages.join(', ')})`;
}

const HELM = 'Helm (downloaded, else built with Go, which takes a minute or more)';
const DIFFERS =
  'The chart now differs from tools/deploy/local/chart-defaults.json, with which Redis and the web app started: ' +
  'what it changes starts anew.';
