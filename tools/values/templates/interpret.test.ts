import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Interpreter } from './interpret';
import { parseTemplate } from './parse';
import { Usage } from './usage';

/** What a template does with the values, a line for each: `a.b condition text`; `*` is any key or position. */
function usesOf(...texts: string[]): string[] {
  const templates = texts.map(parseTemplate);
  const usage = Usage.root({ next: 0 });
  const interpreter = new Interpreter(new Map(templates.flatMap(({ defined }) => [...defined])));
  for (const template of templates) interpreter.run(template, usage);
  const lines = (node: Usage, path: string): string[] => {
    const said = [
      ...(['whole', 'ranged', 'condition', 'text'] as const).filter((name) => node[name]),
      ...[...node.kinds].map((kind) => `is ${kind}`),
    ];
    const below = [...node.fields].flatMap(([key, inner]) => lines(inner, path === '' ? key : `${path}.${key}`));
    const each = node.entries ? lines(node.entries, `${path}.*`) : [];
    return [...(said.length > 0 ? [`${path} ${said.join(' ')}`] : []), ...below, ...each];
  };
  return lines(usage, '').sort();
}

describe('templates tell what they do with values', () => {
  const cases: [string, string, string[]][] = [
    ['prints one', '{{ .Values.a.b | quote }}', ['a.b text']],
    [
      'asks whether it is set',
      '{{ if and .Values.a (not .Values.b) }}x{{ else if .Values.c }}y{{ end }}',
      ['a condition', 'b condition', 'c condition'],
    ],
    ['moves the dot', '{{- with .Values.a }}{{ .b }}{{ $.Values.c }}{{ end -}}', ['a condition', 'a.b text', 'c text']],
    ['prints a map', '{{ toYaml .Values.a | nindent 2 }}', ['a whole']],
    ['goes through a map', '{{ range $k, $v := .Values.a }}{{ $k }}: {{ $v.b }}{{ end }}', ['a ranged', 'a.*.b text']],
    ['goes through a list', '{{ range .Values.a }}{{ .name }}{{ end }}', ['a ranged', 'a.*.name text']],
    [
      'keeps it in a variable',
      '{{ $x := .Values.a }}{{ if .Values.b }}{{ $x = .Values.c }}{{ end }}{{ $x.d }}',
      ['a.d text', 'b condition', 'c.d text'],
    ],
    ['looks a key up by name', '{{ index .Values "a-b" "c" }}{{ get .Values.d "e" }}', ['a-b.c text', 'd.e text']],
    ['looks a key up by another value', '{{ index .Values.a .Values.b }}', ['a.* text']],
    ['looks several keys up', '{{ range list "x" "y" }}{{ (index $.Values .).z }}{{ end }}', ['x.z text', 'y.z text']],
    ['digs', '{{ dig "b" "c" "none" .Values.a }}', ['a.b.c text']],
    [
      'hands a map to a template',
      '{{ define "t" }}{{ .v.b }}{{ .root.Values.c }}{{ end }}{{ include "t" (dict "v" .Values.a "root" $) }}',
      ['a.b text', 'c text'],
    ],
    ['hands all to a template', '{{ define "t" }}{{ .Values.a }}{{ end }}{{ template "t" . }}', ['a text']],
    [
      'builds the name of a template',
      '{{ define "x.b" }}{{ .c }}{{ end }}{{ include (printf "%s.b" .Values.n) .Values.a }}',
      ['a.c text', 'n text'],
    ],
    [
      'reads YAML that a template makes',
      '{{ define "t" }}{{ toYaml .Values.a }}{{ end }}{{ $x := include "t" . | fromYaml }}{{ $x.b }}',
      ['a.b text'],
    ],
    ['merges maps', '{{ $m := merge (dict) .Values.a .Values.b }}{{ $m.c }}', ['a.c text', 'b.c text']],
    ['asks for the kind', '{{ if kindIs "string" .Values.a }}{{ .Values.a }}{{ end }}', ['a text is string']],
    ['compares', '{{ if eq .Values.a true }}{{ end }}{{ if eq .Values.b "x" }}{{ end }}', ['a condition', 'b text']],
    ['makes a checksum', '{{ toYaml .Values.a | sha256sum }}', []],
    ['has a comment', '{{/* .Values.a }} */}}{{- /* .Values.b */ -}}', []],
    ['has braces in a text', '{{ "}}" }}{{ .Values.a }}{{ `{{ .Values.b }}` }}', ['a text']],
    [
      'sets a key',
      '{{ range .Values.a }}{{ $x := set . "extra" $.Values.b }}{{ $x.extra.c }}{{ .d }}{{ end }}',
      ['a ranged', 'a.*.d text', 'a.*.extra.c text', 'b.c text'],
    ],
    ['takes a default', '{{ .Values.a.b | default .Values.c }}', ['a.b text', 'c text']],
    ['hands it to a template that is not there', '{{ include "nowhere" (dict "v" .Values.a) }}', ['a whole']],
    ['leaves keys out', '{{ toYaml (omit .Values.a "enabled") }}', ['a whole']],
  ];
  for (const [what, template, uses] of cases) test(what, () => assert.deepEqual(usesOf(template), uses));
});

test('what a template has wrong is passed over', () => {
  assert.deepEqual(usesOf('{{ if .Values.a }}{{ .Values.b', '{{ end }}{{ end }}{{ .Values.c }}{{ ) }}'), [
    'a condition',
    'b text',
    'c text',
  ]);
});

test('templates that include each other end', () => {
  const each =
    '{{ define "a" }}{{ include "b" .x }}{{ end }}{{ define "b" }}{{ include "a" .y }}{{ end }}{{ include "a" .Values }}{{ .Values.z }}';
  assert.ok(usesOf(each).includes('z text'));
});
