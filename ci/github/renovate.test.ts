/** Renovate's configuration: it has no misspelt key, and every pinned version is found by one of its managers. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { describe, test } from 'node:test';
import { parse } from 'yaml';
import { PROJECT_ROOT } from '../../tools/values/io';

interface CustomManager {
  managerFilePatterns: string[];
  matchStrings: string[];
}

interface Configuration {
  $schema: string;
  branchPrefix: string;
  gitIgnoredAuthors: string[];
  enabledManagers: string[];
  ignorePaths: string[];
  customManagers: CustomManager[];
  packageRules: object[];
}

const read = (file: string) => readFileSync(join(PROJECT_ROOT, file), 'utf8');
const configuration: Configuration = JSON.parse(read('.github/renovate.json'));
const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: PROJECT_ROOT, encoding: 'utf8' })
  .trim()
  .split('\n')
  .filter((file) => existsSync(join(PROJECT_ROOT, file)))
  .filter((file) => !configuration.ignorePaths.some((pattern) => matchesGlob(file, pattern)));

/** Which files Renovate's own managers read when they aren't told otherwise. */
const DEFAULT_PATTERNS: Record<string, RegExp> = {
  helmv3: /(^|\/)Chart\.ya?ml$/,
  dockerfile: /(^|\/)Dockerfile$/,
  gomod: /(^|\/)go\.mod$/,
  npm: /(^|\/)package\.json$/,
  pip_requirements: /(^|\/)[\w-]*requirements([-._]\w+)?\.(txt|pip)$/,
  'github-actions': /^\.github\/workflows\/[^/]+\.ya?ml$/,
};

describe('the configuration', () => {
  // `make lint-test` holds it against the schema, which leaves objects open: Renovate warns of unknown keys only when it runs.
  test('has no key that the schema does not know', () => {
    const { properties, definitions } = schema();
    const unknown = (object: object, known: object) => Object.keys(object).filter((key) => !Object.hasOwn(known, key));
    assert.deepEqual(unknown(configuration, properties), ['$schema']);
    assert.deepEqual(unknown({ gitIgnoredAuthor: [] }, properties), ['gitIgnoredAuthor']);
    for (const list of ['packageRules', 'customManagers'] as const) {
      const known = definitions[list].items.allOf[0].properties;
      for (const item of configuration[list]) assert.deepEqual(unknown(item, known), []);
    }
  });

  test('the branches are those that the workflow for generated files follows, and its author is ignored', () => {
    const workflow = read('.github/workflows/generate.yml');
    assert.deepEqual(parse(workflow).on.push.branches, [`${configuration.branchPrefix}**`]);
    assert.equal(configuration.gitIgnoredAuthors.length, 1);
    for (const author of configuration.gitIgnoredAuthors) assert.ok(workflow.includes(author));
  });
});

describe('what is pinned is found', () => {
  test("files of versions: each has an enabled manager, and each of Renovate's managers a file", () => {
    for (const [manager, pattern] of Object.entries(DEFAULT_PATTERNS)) {
      assert.ok(configuration.enabledManagers.includes(manager), `${manager} is not enabled`);
      assert.ok(
        files.some((file) => pattern.test(file)),
        `no file is left for ${manager}`,
      );
    }
    const known = [...Object.keys(DEFAULT_PATTERNS), 'custom.regex'];
    assert.deepEqual(
      configuration.enabledManagers.filter((manager) => !known.includes(manager)),
      [],
    );
  });

  test('every image with a tag in the values', () => {
    const wanted = imagesIn(parse(read('chart/values.yaml')));
    assert.ok(wanted.length >= 4);
    const found = matches((file) => file.startsWith('schemas/')).map(
      ({ depName, currentValue }) => `${depName}:${currentValue}`,
    );
    assert.deepEqual(found.sort(), wanted.sort());
  });

  test('every image with a digest', () => {
    const found = matches(() => true).flatMap(({ depName, currentValue, currentDigest }) =>
      currentDigest === undefined ? [] : [`${depName}:${currentValue}@${currentDigest}`],
    );
    const wanted = files
      .filter((file) => /\.(json|ya?ml|ts|sh)$|Dockerfile$/.test(file) && !file.includes('test'))
      .flatMap((file) => Array.from(read(file).matchAll(/[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}/g), ([image]) => image));
    assert.ok(wanted.length >= 5);
    assert.deepEqual(found.sort(), wanted.sort());
  });

  test('no expression needs what Renovate’s engine, RE2, lacks', () => {
    for (const { matchStrings } of configuration.customManagers) {
      for (const expression of matchStrings) assert.doesNotMatch(expression, /\(\?<?[=!]|\\[1-9]|\\k</);
    }
  });
});

// --- internal ---

function schema() {
  const pattern = '.venv/lib/python3*/site-packages/check_jsonschema/builtin_schemas/vendor/renovate.json';
  const [file] = globSync(pattern, { cwd: PROJECT_ROOT });
  return JSON.parse(read(file ?? assert.fail('check-jsonschema is missing: make tools')));
}

/** What the custom managers find in files of this kind, as Renovate reads it: the named groups of every match. */
function matches(isMeant: (file: string) => boolean): Record<string, string | undefined>[] {
  return configuration.customManagers.flatMap(({ managerFilePatterns, matchStrings }) => {
    const patterns = managerFilePatterns.map((pattern) => new RegExp(pattern.slice(1, -1)));
    const targets = files.filter((file) => isMeant(file) && patterns.some((pattern) => pattern.test(file)));
    return targets.flatMap((file) =>
      matchStrings.flatMap((expression) =>
        Array.from(read(file).matchAll(new RegExp(expression, 'g')), ({ groups = {} }) => groups),
      ),
    );
  });
}

/** Each `repository` with a `tag` beside it, as one text. */
function imagesIn(values: unknown): string[] {
  if (values === null || typeof values !== 'object') return [];
  const { repository, tag } = values as { repository?: unknown; tag?: unknown };
  const own = repository && tag ? [`${repository}:${tag}`] : [];
  return [...own, ...Object.values(values).flatMap(imagesIn)];
}
