import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../json';
import { saysOf } from '../../testing/chart';
import { notificationTemplates } from './notification-templates';

const stack = (values: JsonObject) => saysOf(notificationTemplates, { 'kube-prometheus-stack': values });
const TEMPLATES = ['/etc/alertmanager/config/*.tmpl'];
const says = (text: string, more: JsonObject = {}, templates: string[] = TEMPLATES) =>
  stack({
    alertmanager: { config: { templates, receivers: [{ name: 'a', slack_configs: [{ text }] }] }, ...more },
  });
const file = (name: string, text: string) =>
  stack({ alertmanager: { config: { templates: TEMPLATES }, templateFiles: { [name]: text } } });

test('the templates in receivers are closed, and name what there is', () => {
  assert.match(says('{{ range .Alerts }}{{ .Labels.x }}')[0] ?? '', /^error: the template lacks an \{\{ end/);
  assert.match(says('{{ template "team.text" . }}')[0] ?? '', /^error: the template "team.text" is defined nowhere/);
  assert.deepEqual(says('{{ template "slack.default.text" . }}{{ template "__subject" . }}'), []);
  const templateFiles = { 'team.tmpl': '{{ define "team.text" }}x{{ end }}' };
  assert.deepEqual(says('{{ template "team.text" . }}', { templateFiles }), []);
  assert.deepEqual(says('{{ define "a" }}x{{ end }}{{ template "a" . }}'), []);
  const elsewhere = ['/etc/alertmanager/configmaps/templates/*.tmpl'];
  assert.deepEqual(says('{{ template "team.text" . }}', {}, elsewhere), []);
});

test('a template that is escaped for Helm is sent as it is, where Helm fills in none', () => {
  assert.match(says('{{ `{{ .CommonAnnotations.summary }}` }}')[0] ?? '', /^warning: nobody fills in/);
  assert.deepEqual(says('{{ `{{ .CommonAnnotations.summary }}` }}', { tplConfig: true }), []);
  assert.deepEqual(says('{{ `{` }}{{ .x }}'), []);
  const rule = (summary: string) =>
    stack({ additionalPrometheusRulesMap: { a: { groups: [{ rules: [{ annotations: { summary } }] }] } } });
  assert.match(rule('{{ "{{" }} $labels.pod {{ "}}" }}')[0] ?? '', /before Prometheus does/);
  assert.deepEqual(rule('{{ $labels.pod }}'), []);
});

test('a template file is read, and can be', () => {
  assert.match(file('a.tmpl', '{{ define "a" }}')[0] ?? '', /^error: .*the whole configuration/);
  assert.match(file('a.gotmpl', '{{ define "a" }}{{ end }}')[0] ?? '', /^warning: config.templates .*never reads it/);
  assert.deepEqual(file('a.tmpl', '{{ define "a" }}x{{ end }}'), []);
  assert.deepEqual(stack({ alertmanager: { enabled: false, templateFiles: { 'a.x': '' } } }), []);
});
