/** docs/faq.md: the values that it tells to set are known and right. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { run } from '../values/cli';
import { PROJECT_ROOT, processIo } from '../values/io';
import { dependencies, findPackage } from '../values/subcharts/packages';
import { temporaryFolder } from '../values/testing/io';
import { chartFolder } from '../values/tme1crv/project';

const FAQ = readFileSync(path.join(PROJECT_ROOT, 'docs/faq.md'), 'utf8');
const questions = FAQ.split(/^### /m).slice(1);
const CHART = chartFolder(PROJECT_ROOT);
const there = dependencies(CHART).every((one) => findPackage(one, CHART, process.env));
const skip = there ? false : "the subcharts aren't there (make deps)";

for (const question of questions) {
  const [title = '', ...lines] = question.split('\n');
  const body = lines.join('\n');

  test(`${title} leads on, and is short`, () => {
    assert.match(title, /\?$|\.$/);
    assert.match(body, /\]\([^)]+\)|`npx ts-node tools\/gen-values\.ts/, 'a link or a command');
    assert.ok(
      body
        .replace(/^```[\s\S]*?^```$/gm, '')
        .trim()
        .split('\n').length <= 8,
    );
  });

  for (const [, yaml = ''] of body.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)) {
    test(`${title} The values are right`, { skip }, async (t) => {
      const file = path.join(temporaryFolder(t), 'my-values.yaml');
      writeFileSync(file, yaml);
      assert.match(await said(0, 'validate', file), /0 errors, 0 warnings/);
    });
  }

  for (const name of new Set(
    [...body.matchAll(/`((?:webapp|redis|externalRedis|workload|networkPolicy|monitoring|global)\.[\w.]+)/g)].map(
      ([, name = '']) => name,
    ),
  )) {
    test(`${title} There is ${name}`, { skip }, async () => {
      assert.ok((await said(0, 'explain', name)).startsWith(name));
    });
  }
}

test('on OpenShift no pod names a user', { skip }, async (t) => {
  const yaml = /^Does it run on OpenShift\?[\s\S]*?^```yaml\n([\s\S]*?)^```$/m.exec(questions.join('\n'))?.[1] ?? '';
  const file = path.join(temporaryFolder(t), 'openshift.yaml');
  writeFileSync(file, yaml);
  const args = [
    'template',
    'tme1crv',
    CHART,
    '--api-versions',
    'security.openshift.io/v1',
    '--set=backup.enabled=true',
  ];
  const naming = async (...more: string[]) => {
    const { stdout } = await promisify(execFile)('helm', [...args, ...more], { maxBuffer: 1 << 26 });
    return [...stdout.matchAll(/^ *(?:runAsUser|runAsGroup|fsGroup|hostPath):.*$/gm)].map(([line]) => line.trim());
  };
  assert.deepEqual(await naming('-f', file), []);
  assert.notDeepEqual(await naming(), []);
});

// --- internal ---

async function said(code: number, ...args: string[]): Promise<string> {
  let output = '';
  const take = (text: string) => {
    output += text;
  };
  const io = { ...processIo(), cwd: PROJECT_ROOT, root: PROJECT_ROOT, stdout: take, stderr: take };
  assert.equal(await run(args, io), code, output);
  return output;
}
