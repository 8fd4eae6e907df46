import { textOf, textsIn } from '../../json';
import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { readGoTemplate } from '../../text/go-template';

const WORDS = {
  templateBroken: {
    message: 'the template %s: Alertmanager takes the configuration, and every notification with it fails',
    fix: 'close each {{ if }}, {{ range }} and {{ with }} with an {{ end }}',
  },
  templateFileBroken: {
    message: 'the template %s: Alertmanager refuses the file, and with it the whole configuration',
    fix: 'close each {{ define }}, {{ if }}, {{ range }} and {{ with }} with an {{ end }}',
  },
  templateUnknown: {
    message: 'the template %q is defined nowhere: every notification with it fails',
    fix: 'define it in kube-prometheus-stack.alertmanager.templateFiles ({{ define %q }} … {{ end }})',
  },
  templateNotLoaded: {
    message: 'config.templates (%s) matches no such file: Alertmanager never reads it',
    fix: 'give it a name that ends with .tmpl, or add /etc/alertmanager/config/%s to config.templates',
  },
  templateEscaped: {
    message: 'nobody fills in the outer braces before %s does: what is sent is the text of the inner template',
    fix: 'write the inner template alone: {{ … }}',
  },
} as const satisfies Words;

const STACK = 'kube-prometheus-stack';
const ALERTMANAGER = `${STACK}.alertmanager`;
const RULES = `${STACK}.additionalPrometheusRulesMap`;
/** Where the operator puts template files: https://prometheus-operator.dev/docs/developer/alerting/ */
const FOLDER = '/etc/alertmanager/config/';

export const notificationTemplates: Rule<'notification-templates'> = {
  name: 'notification-templates',
  what: 'The text of a notification is a template that Alertmanager or Prometheus could not fill in.',
  why: 'Alertmanager reads the templates in its receivers when it notifies, not when it starts: a mistake in one shows in its log only, while nobody is notified.',
  example: {
    wrong: [
      'kube-prometheus-stack:',
      '  alertmanager:',
      '    templateFiles: { team.tmpl: \'{{ define "team.text" }}{{ range .Alerts }}- {{ .Labels.alertname }}{{ end }}\' }',
    ].join('\n'),
    right: [
      'kube-prometheus-stack:',
      '  alertmanager:',
      '    templateFiles: { team.tmpl: \'{{ define "team.text" }}{{ range .Alerts }}- {{ .Labels.alertname }}{{ end }}{{ end }}\' }',
    ].join('\n'),
  },
  check(values) {
    if (!values.on(`${STACK}.enabled`)) return [];
    const all = values.withDefaults;
    const off =
      all.get(`${ALERTMANAGER}.enabled`) === false ||
      all.on(`${ALERTMANAGER}.alertmanagerSpec.useExistingSecret`) ||
      all.text(`${ALERTMANAGER}.alertmanagerSpec.configSecret`) !== '';
    return [...escapedRules(values), ...(off ? [] : [...files(all), ...receivers(all)])];
  },
};

// --- internal ---

/** As one escapes a template from Helm: `{{ "{{" }} … {{ "}}" }}`, or the whole in back quotes. */
const isEscaped = (action: string) => /^("\{\{"|`\{\{[^`]*\}\}`|`\{\{`)$/.test(action);

/** The operator takes rules as they are. */
function escapedRules(values: Values): Violation[] {
  return [...textsIn(values.get(RULES), RULES.split('.'))]
    .filter(({ path, text }) => path.includes('annotations') && readGoTemplate(text).actions.some(isEscaped))
    .map(({ path }) => warning([path], WORDS.templateEscaped, 'Prometheus'));
}

function files(values: Values): Violation[] {
  const globs = templates(values);
  return Object.entries(values.map(`${ALERTMANAGER}.templateFiles`)).flatMap(([name, text]) => {
    const at = [...ALERTMANAGER.split('.'), 'templateFiles', name];
    if (typeof text !== 'string') return [];
    if (!isLoaded(name, globs)) return [warning([at], WORDS.templateNotLoaded, globs.join(', ') || 'empty', name)];
    const { broken } = readGoTemplate(text);
    return broken ? [error([at], WORDS.templateFileBroken, broken)] : [];
  });
}

function receivers(values: Values): Violation[] {
  // Helm fills in templates first: what Alertmanager gets isn't known.
  if (values.on(`${ALERTMANAGER}.tplConfig`)) return [];
  const known = definitions(values);
  const at = `${ALERTMANAGER}.config.receivers`;
  return [...textsIn(values.get(at), at.split('.'))].flatMap(({ path, text }) => {
    const { actions, broken } = readGoTemplate(text);
    if (broken) return [error([path], WORDS.templateBroken, broken)];
    if (actions.some(isEscaped)) return [warning([path], WORDS.templateEscaped, 'Alertmanager')];
    const names = actions.flatMap((action) => /^template\s+"([^"]+)"/.exec(action)?.[1] ?? []);
    const own = defined(text);
    const missed = names.find((name) => known && !BUILT_IN.test(name) && !known.has(name) && !own.includes(name));
    return missed === undefined ? [] : [error([path], WORDS.templateUnknown, missed, missed)];
  });
}

/** Alertmanager's own: https://github.com/prometheus/alertmanager/blob/main/template/default.tmpl */
const BUILT_IN = /^__|\.default\./;

const defined = (text: string) =>
  readGoTemplate(text).actions.flatMap((action) => /^(?:define|block)\s+"([^"]+)"/.exec(action)?.[1] ?? []);

/** The templates that Alertmanager reads; undefined where some come from elsewhere. */
function definitions(values: Values): Set<string> | undefined {
  const globs = templates(values);
  if (globs.some((glob) => !glob.startsWith(FOLDER))) return undefined;
  const read = Object.entries(values.map(`${ALERTMANAGER}.templateFiles`)).filter(([name]) => isLoaded(name, globs));
  return new Set(read.flatMap(([, text]) => defined(textOf(text))));
}

/** Without the subchart's package its default isn't known, which is this one. */
function templates(values: Values): string[] {
  const given = values.get(`${ALERTMANAGER}.config.templates`);
  return given === undefined ? [`${FOLDER}*.tmpl`] : [given].flat().map(textOf);
}

function isLoaded(name: string, globs: readonly string[]): boolean {
  return globs.some((glob) => {
    const pattern = glob
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '[^/]*')
      .replace(/\?/g, '[^/]');
    return new RegExp(`^${pattern}$`).test(FOLDER + name);
  });
}
