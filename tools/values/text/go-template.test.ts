import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readGoTemplate } from './go-template';

test('blocks are closed, or it says what is missing', () => {
  assert.deepEqual(readGoTemplate('a {{- range .Alerts -}} {{ .x }}{{ end }}').actions, ['range .Alerts', '.x', 'end']);
  assert.equal(readGoTemplate('{{ if .a }}{{ else if .b }}{{ end }}').broken, undefined);
  assert.match(readGoTemplate('{{ range .Alerts }}{{ .x }}').broken ?? '', /lacks an \{\{ end/);
  assert.match(readGoTemplate('{{ .x }}{{ end }}').broken ?? '', /closes nothing/);
  assert.match(readGoTemplate('{{ .x }').broken ?? '', /without \}\}/);
});

test('braces in strings and comments are none of its own', () => {
  assert.equal(readGoTemplate('{{ "}}" }}{{ `{{ end }}` }}{{/* {{ if }} */}}').broken, undefined);
  assert.deepEqual(readGoTemplate('no template } {').actions, []);
});
