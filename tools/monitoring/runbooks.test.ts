import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { alertNames, sourceRules } from './rules/rules';

const FOLDER = join(__dirname, '..', '..', 'docs', 'runbooks');
const SECTIONS = ['## Meaning', '## Impact', '## Diagnosis', '## Mitigation'];
const pages = readdirSync(FOLDER).filter((name) => name.endsWith('.md') && name !== 'README.md');

test('every alert has a runbook, and every runbook an alert', () => {
  assert.deepEqual(
    pages.sort(),
    alertNames().map((alert) => `${alert}.md`),
  );
});

test('every runbook says what it means, whom it hurts, how to look closer and what to do', () => {
  for (const page of pages) {
    const text = readFileSync(join(FOLDER, page), 'utf8');
    assert.ok(text.startsWith(`# ${page.replace('.md', '')}\n`), `${page} starts with its alert's name`);
    const found = text.match(/^## .*$/gm);
    assert.deepEqual(found, SECTIONS, page);
    assert.match(text.slice(text.indexOf('## Diagnosis')), /```sh\n/, `${page} has no command to look closer`);
  }
});

test('the list of alerts in docs/monitoring.md is complete', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', 'monitoring.md'), 'utf8');
  const listed = [...text.matchAll(/\[(\w+)\]\(runbooks\/\1\.md\)/g)].map(([, name]) => name);
  assert.deepEqual([...new Set(listed)].sort(), alertNames());
});

test('and says of each its severity and how long it waits', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', 'monitoring.md'), 'utf8');
  for (const alert of alertNames()) {
    const rules = sourceRules().filter((rule) => rule.alert === alert);
    const cell = (values: (string | undefined)[]) => [...new Set(values)].join(', ');
    // Where it depends on values the table says what the defaults lead to.
    const severity = cell(rules.map(({ labels }) => labels?.['severity']?.replace(/^\$.*/, 'warning')));
    const [, listedSeverity, listedFor] =
      new RegExp(`^\\| \\[${alert}\\]\\S+ +\\| (.+?) +\\| (.+?) +\\|`, 'm').exec(text) ?? [];
    assert.deepEqual([listedSeverity, listedFor], [severity, cell(rules.map((rule) => rule.for))], alert);
  }
});

test('the list of faults in docs/monitoring.md names every alert that a fault raises on real processes', () => {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', 'monitoring.md'), 'utf8');
  const listed = (stack: string) => {
    const rows = text.split('\n').filter((line) => line.startsWith(`| ${stack} |`));
    return distinct(rows.join('\n').matchAll(/\[(\w+)\]\(runbooks/g));
  };
  const raised = (file: string) => {
    const source = readFileSync(join(__dirname, 'test', 'integration', file), 'utf8');
    const lists = source.match(/(?:alert|criticalAlerts|otherWarnings): .*/g) ?? [];
    return distinct(lists.join('\n').matchAll(/'(\w+)'/g));
  };
  assert.deepEqual(listed('one primary'), raised('faults.test.ts'));
  assert.deepEqual(listed('Sentinel'), raised('sentinel-faults.test.ts'));
});

// --- internal ---

/** The first group of every match, each once. */
function distinct(matches: Iterable<RegExpMatchArray>): string[] {
  return [...new Set([...matches].map(([, name]) => name ?? ''))].sort();
}
