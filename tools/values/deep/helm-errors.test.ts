import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readRefusal, readWarnings } from './helm-errors';

describe("what Helm refuses, in plain words with the values' paths", () => {
  test("a schema's errors, each of its chart", () => {
    const problems =
      readRefusal(`Error: values don't meet the specifications of the schema(s) in the following chart(s):
redis:
- at '/master/nodePorts/redis': got number, want string
- at '/auth': additional properties 'pasword' not allowed
`);
    assert.deepEqual(
      problems.map(({ message, paths }) => [message, paths[0]?.join('.')]),
      [
        ["redis's schema refuses it: is a number; expects a string", 'redis.master.nodePorts.redis'],
        ["redis's schema refuses it: there is no such key", 'redis.auth.pasword'],
      ],
    );
  });

  test('several reasons of one template are several problems', () => {
    const problems = readRefusal(`Error: execution error at (a/templates/validate.yaml:2:4): 

These don't fit:

- web.replicas is 0. Raise it.
- db.size is
  too small.

`);
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        'templates/validate.yaml refuses it: web.replicas is 0. Raise it.',
        'templates/validate.yaml refuses it: db.size is too small.',
      ],
    );
    assert.deepEqual(problems[1]?.paths, [['db', 'size']]);
  });

  test("a subchart's paths are below its key", () => {
    const [problem] = readRefusal(
      'Error: template: a/charts/b/charts/c/templates/x.yaml:1:2: executing "a/charts/b/charts/c/templates/x.yaml" at <include "y" .>: error calling include: template: a/charts/b/charts/c/templates/_y.tpl:3:4: executing "y" at <.Values.deep.key>: wrong type for value; expected map[string]interface {}; got string',
    );
    assert.deepEqual(problem?.paths[0], ['b', 'c', 'deep', 'key']);
    assert.deepEqual(problem?.chart, ['b', 'c']);
    assert.equal(
      problem?.message,
      'charts/b/charts/c/templates/x.yaml fails at `.Values.deep.key`: it expects a map and got a text',
    );
  });

  const words: [string, RegExp][] = [
    ['nil pointer evaluating interface {}.enabled', /asks for `enabled` of something that isn't set$/],
    ["can't evaluate field name in type string", /asks for `name` of a text$/],
    ["range can't iterate over 3", /expects a list or a map and got 3$/],
    ["error calling index: can't index item of type float64", /can't look into a number$/],
    ['a sentence of its own', /a sentence of its own$/],
  ];
  for (const [said, expected] of words) {
    test(`Go's words: ${said}`, () => {
      const [problem] = readRefusal(
        `Error: template: a/templates/x.yaml:1:2: executing "a/templates/x.yaml" at <.Values.x>: ${said}`,
      );
      assert.match(problem?.message ?? '', expected);
    });
  }

  test('text that is no YAML, and what nobody has seen before', () => {
    const [yaml] = readRefusal(
      'Error: YAML parse error on a/charts/b/templates/list.yaml: error converting YAML to JSON: yaml: line 3: mapping values are not allowed in this context',
    );
    assert.equal(
      yaml?.message,
      'charts/b/templates/list.yaml makes text of it that is no YAML: line 3: mapping values are not allowed in this context',
    );
    const [other] = readRefusal(`Error: ${'strange '.repeat(200)}`);
    assert.ok((other?.message.length ?? 0) < 700);
  });

  test('values that are dropped with a warning, each once', () => {
    const line = 'coalesce.go:316: warning: cannot overwrite table with non table for a.b.c (map[])';
    assert.deepEqual(
      readWarnings(`${line}\n${line}\n`).map(({ path }) => path),
      [['b', 'c']],
    );
  });
});
