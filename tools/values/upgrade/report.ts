/** A report on an upgrade, for readers and for programs. */
import { escapeControls } from '../report/escape-controls';
import { type FieldChange, showValue } from './compare';
import type { FixedChange } from './immutable/fixed';
import type { UpgradeReport } from './index';
import { describeId, type ObjectPair } from './objects';
import { showDropped } from './old-values';
import type { Restart } from './restarts';

/** As text, in the order in which it matters. */
export function formatReport(report: UpgradeReport): string {
  const { release, chart, refusal, fixed, restarts, unknown, dropped, gone, added, notes } = report;
  const head = `release ${release.name} in ${release.namespace}: revision ${release.revision} (${release.chart})`;
  if (refusal !== undefined) {
    return lines(
      `${head}: the upgrade is refused`,
      ...indented(refusal.split('\n')),
      ...valuesLines(unknown),
      ...notesLines(notes),
    );
  }
  return lines(
    `${head} → ${chart}`,
    ...section("can't be changed in place", formatFixed(fixed), 'nothing'),
    ...section(`restarts${total(restarts)}`, restarts.map(formatRestart), 'nothing'),
    ...valuesLines(unknown),
    ...section(
      'values of the running release that the upgrade no longer sets',
      dropped.map((one) => `${one.path}: ${showDropped(one)}`),
    ),
    ...section('objects that go', byKind(gone.filter(({ kept }) => !kept))),
    ...section('objects that stay, without a release', byKind(gone.filter(({ kept }) => kept))),
    ...section('objects that come', byKind(added)),
    ...notesLines(notes),
  );
}

/** What can't be changed in place, a line or more for each object. */
export function formatFixed(fixed: readonly FixedChange[]): string[] {
  return fixed.flatMap(({ object, effect, changes, fix }) => [
    `${describeId(object)}: ${effect === 'refused' ? 'the API server refuses the upgrade' : 'accepted, but without effect'}`,
    ...indented([...shorten(changes).map(formatChange), `to do: ${fix}`]),
  ]);
}

/** As JSON, for programs. Nothing of a Secret is in it. */
export function reportJson(report: UpgradeReport): string {
  const { fixed, restarts, dropped, gone, added, ...rest } = report;
  const document = {
    ...rest,
    blocked: isBlocked(report),
    fixed: fixed.map(({ object, ...one }) => ({ object: identity(object), ...one })),
    restarts: restarts.map(({ object, changes, ...one }) => ({
      object: identity(object),
      ...one,
      fields: changes.map(({ path }) => path),
    })),
    dropped: dropped.map((one) => ({ path: one.path, value: showDropped(one) })),
    gone: gone.map((one) => ({ ...identity(one), kept: one.kept })),
    added: added.map(identity),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Whether the upgrade fails, or leaves something as it was. */
export const isBlocked = ({ refusal, fixed }: UpgradeReport) => refusal !== undefined || fixed.length > 0;

// --- internal ---

/** Fields of one object, and objects of one kind, that are shown. */
const MAX_FIELDS = 6;
const MAX_OBJECTS = 4;

/** A line for each kind in each namespace. */
function byKind(objects: readonly ObjectPair[]): string[] {
  const groups = Map.groupBy(objects, ({ kind, namespace }) => `${kind} ${namespace}`);
  return [...groups].map(([group, members]) => {
    const names = members.map(({ name }) => name);
    const more = names.length - MAX_OBJECTS;
    const shown = more > 1 ? [...names.slice(0, MAX_OBJECTS), `and ${more} more`] : names;
    return `${group}/${shown.join(', ')}`;
  });
}

const lines = (...all: string[]) => all.map((line) => `${escapeControls(line)}\n`).join('');
const indented = (all: readonly string[]) => all.map((line) => `  ${line}`);

function section(title: string, found: readonly string[], none?: string): string[] {
  if (found.length > 0) return [`${title}:`, ...indented(found)];
  return none === undefined ? [] : [`${title}: ${none}`];
}

const notesLines = (notes: readonly string[]) => notes.map((note) => `note: ${note}`);

function valuesLines(unknown: UpgradeReport['unknown']): string[] {
  return section(
    "values of the running release that the chart doesn't know",
    unknown.map(({ path, message, fix }) => `${path}: ${message}${fix ? ` (${fix})` : ''}`),
  );
}

/** Few enough for a reader, and a line that counts the others. */
function shorten(changes: readonly FieldChange[]): FieldChange[] {
  if (changes.length <= MAX_FIELDS) return [...changes];
  return [...changes.slice(0, MAX_FIELDS - 1), { path: `and ${changes.length - MAX_FIELDS + 1} other fields` }];
}

function formatChange({ path, before, after }: FieldChange): string {
  return before === undefined && after === undefined ? path : `${path}: ${showValue(before)} → ${showValue(after)}`;
}

function total(restarts: readonly Restart[]): string {
  if (restarts.length === 0) return '';
  const known = restarts.reduce((sum, { pods }) => sum + (pods ?? 0), 0);
  const more = restarts.some(({ pods }) => pods === undefined) ? ' and more' : '';
  return ` ${known} ${known === 1 ? 'pod' : 'pods'}${more}`;
}

function formatRestart({ object, pods, order, changes }: Restart): string {
  const number = pods === undefined ? 'its pods' : `${pods} ${pods === 1 ? 'pod' : 'pods'}`;
  // An image is what a reader looks for; other values may be secret.
  const fields = shorten(changes).map((change) =>
    shortPath(change.path.endsWith('.image') ? formatChange(change) : change.path),
  );
  return `${describeId(object)}: ${number}, ${order} (${fields.join(', ')})`;
}

/** Of a field of a pod, without the way to it. */
const shortPath = (path: string) => path.replace(/^spec\.(template\.(spec\.|metadata\.)?)?/, '');

const identity = ({ group, kind, namespace, name }: ObjectPair) => ({ group, kind, namespace, name });
