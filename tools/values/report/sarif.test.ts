/** The schema is OASIS' own, as Microsoft's package carries it: draft-04, of which it uses nothing that later drafts read otherwise. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sarifSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json';
import Ajv from 'ajv';
import { type ValuesFile, validateFiles } from '../check/validate';
import { CONTEXT } from '../testing/chart';
import { RULE_BOOK } from '../tme1crv/rule-book';
import type { Assignment } from '../yaml/set-option';
import { formatSarif } from './sarif';

function sarifOf(files: readonly ValuesFile[], assignments: readonly Assignment[] = []) {
  return JSON.parse(formatSarif(validateFiles(files, CONTEXT, assignments), RULE_BOOK));
}

const { $schema: _draft, id: _id, ...schema } = sarifSchema as Record<string, unknown>;
const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
const assertSarif = (log: unknown) => assert.ok(validate(log), JSON.stringify(validate.errors));

const file = (bytes: string, name = 'my.yaml') => ({ name, bytes });

test('is valid against the schema, with findings and without', () => {
  for (const bytes of [
    'webapp: { replica: 3 }\n---\na: 1',
    'webapp: {image: {tag: latest}, replica: 3}',
    'webapp: {replicas: 3}',
  ]) {
    assertSarif(sarifOf([file(bytes)]));
  }
  assert.throws(() => assertSarif({ version: '2.1.0', runs: [{}] }));
});

test('has a result for each finding, with its place, its fix and its rule among the rules', () => {
  const [run] = sarifOf([file('webapp:\n  replica: 3\n')]).runs;
  const [{ ruleIndex, ...result }, ...others] = run.results;
  assert.deepEqual(others, []);
  assert.deepEqual(result, {
    ruleId: 'unknown-key',
    level: 'error',
    message: { text: 'webapp.replica: unknown key (did you mean replicas?)' },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: 'my.yaml' }, region: { startLine: 2, startColumn: 3 } },
        logicalLocations: [{ fullyQualifiedName: 'webapp.replica' }],
      },
    ],
    properties: { fix: 'did you mean replicas?' },
  });
  assert.equal(run.tool.driver.rules[ruleIndex].id, 'unknown-key');
});

test('names every rule with its example', () => {
  const [run] = sarifOf([]).runs;
  assert.deepEqual(
    run.tool.driver.rules.map(({ id }: { id: string }) => id),
    RULE_BOOK.map(({ name }) => name),
  );
});

test('an option has no file, and names of files are made fit for a URI', () => {
  const assignment = { path: ['webapp', 'replica'], value: 3, name: '--set webapp.replica' };
  const log = sarifOf([file('webap: 1', 'my files/ä b.yaml'), file('webap: 1', '/tmp/c.yaml')], [assignment]);
  assertSarif(log);
  const results = log.runs[0].results as { message: { text: string }; locations: { physicalLocation?: object }[] }[];
  assert.deepEqual(
    results.map(({ locations: [location] }) => location?.physicalLocation && JSON.stringify(location.physicalLocation)),
    ['{"artifactLocation":{"uri":"file:///tmp/c.yaml"},"region":{"startLine":1,"startColumn":1}}', undefined],
  );
  assert.match(results[1]?.message.text ?? '', /^--set webapp\.replica: unknown key/);
});
