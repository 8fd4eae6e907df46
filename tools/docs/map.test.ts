/** docs/README.md is the map: every page is on it once, its links lead somewhere, and it lists the commands that no test runs. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../values/io';
import { blocksOf } from './blocks';

const read = (file: string) => readFileSync(path.join(PROJECT_ROOT, file), 'utf8');
const pages = readdirSync(path.join(PROJECT_ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/${file}`);
const MAP = 'docs/README.md';
const tutorials = pages.filter((page) => page.startsWith('docs/tutorials/'));
const map = read(MAP);
/** Without what is said of tests. */
const GROUPS = ['Tutorials', 'How-to', 'Reference', 'Explanation'];

test('every page is on the map once, the runbooks by the list of alerts', () => {
  const [parts = ''] = map.split('## Which commands');
  const on = linksOf(parts).map((link) => resolved(MAP, link));
  const listed = linksOf(read('docs/monitoring.md')).map((link) => resolved('docs/monitoring.md', link));
  const runbook = (page: string) => page.startsWith('docs/runbooks/') && !page.endsWith('/README.md');
  const expected = pages.filter((page) => page !== MAP && !runbook(page));
  assert.deepEqual(on.filter((page) => page.startsWith('docs/')).sort(), expected.sort());
  assert.deepEqual(
    pages.filter((page) => runbook(page) && !listed.includes(page)),
    [],
  );
});

test('the map has the four kinds of pages', () => {
  const found = [...map.matchAll(/^## ([\w-]+):/gm)].map(([, group]) => group);
  assert.deepEqual(found, GROUPS);
});

for (const page of [MAP, 'docs/faq.md', 'README.md', ...tutorials]) {
  test(`the links of ${page} lead somewhere`, () => {
    const broken = linksOf(read(page)).filter((link) => !leadsSomewhere(page, link));
    assert.deepEqual(broken, []);
  });
}

test('the commands that run in no test are listed with the reason, and no others', () => {
  const [, list = ''] = map.split('## Which commands');
  const listed = [...list.matchAll(/^\| \[.*\]\((.*)\) \| (.*) \| (.*) \|$/gm)].map(([, ...row]) => row);
  const found = tutorials.flatMap((page) =>
    blocksOf(read(page))
      .filter(({ runs }) => runs === 'nowhere')
      .map(({ heading, reason }) => [page.replace('docs/', ''), heading, reason]),
  );
  assert.deepEqual(listed, found);
});

test('the end-to-end test runs every tutorial that has commands for a cluster', () => {
  const script = read('ci/e2e/parts/tutorials.ts');
  assert.match(read('ci/e2e/parts/main.ts'), /^ .*await tutorialSteps\(world\);$/m);
  const onCluster = tutorials.filter((page) => blocksOf(read(page)).some(({ runs }) => runs === 'cluster'));
  assert.ok(onCluster.length > 0);
  assert.deepEqual(
    onCluster.filter((page) => !script.includes(page)),
    [],
  );
});

test('every tutorial has commands that a test runs', () => {
  const idle = tutorials.filter((page) => blocksOf(read(page)).every(({ runs }) => runs === 'nowhere'));
  assert.deepEqual(idle, []);
});

// --- internal ---

/** Of Markdown outside code: where its links lead. */
function linksOf(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
}

function resolved(page: string, link: string): string {
  const [file = ''] = link.split('#');
  return file === '' ? page : path.join(path.dirname(page), file);
}

function leadsSomewhere(page: string, link: string): boolean {
  if (/^https?:/.test(link)) return true;
  const file = resolved(page, link);
  const [, anchor] = link.split('#');
  if (!existsSync(path.join(PROJECT_ROOT, file))) return false;
  return anchor === undefined || anchorsOf(read(file)).includes(anchor);
}

/** As GitHub makes them of headings. */
function anchorsOf(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
