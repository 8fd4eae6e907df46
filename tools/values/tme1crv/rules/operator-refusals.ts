import { isObject, textOf } from '../../json';
import { error, type Rule, type Violation, warning } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { isTemplate } from '../../text/template';
import { fieldOf } from '../tables/operator-arguments';
import { OPERATOR_PROGRAMS, type OperatorProgram } from '../tables/operator-programs';

const WORDS = {
  argumentTaken: {
    message: 'the operator sets --%s itself, and makes no pods of an object that sets it too',
    fix: 'delete it, and set %s',
  },
  argumentDashes: {
    message: 'the operator writes two dashes before %q: %s would end at its start',
    fix: 'leave the dashes out: %s',
  },
  versionUnreadable: {
    message: '%s is %q, and the operator takes it for the version of %s: it makes no pods where it can read none',
    fix: 'write a version such as v1.2.3, or set %s to the one that the image holds',
  },
  remoteWriteLogins: {
    message: 'has %s, and the operator takes one of them: it makes no pods, or leaves those that run as they are',
    fix: 'keep one',
  },
  remoteWriteTwice: {
    message: 'is %q as another entry is: Prometheus refuses a configuration with two of one name',
    fix: 'give each a name of its own, or none',
  },
  alertmanagerUrl: {
    message: '%s is %q, which begins with neither http:// nor https://: Alertmanager ends at its start',
    fix: 'write it with https:// before it',
  },
  prometheusUrl: {
    message: '%s is %q, without http:// or https://: the links in alerts lead nowhere',
    fix: 'write it with https:// before it',
  },
  mountWithoutVolume: {
    message: 'is %q, and %s has no volume of that name: Kubernetes refuses the pods',
    fix: 'add it there',
  },
} as const satisfies Words;

const STACK = 'kube-prometheus-stack';
export const operatorRefusals: Rule<'operator-refusals'> = {
  name: 'operator-refusals',
  what: 'The operator would make no pods of a setting, or the program in them would not start.',
  why: 'Helm installs the objects, and the operator makes pods of them later. What it refuses then stands in its log only: there is no Prometheus or no Alertmanager, and nothing says so.',
  example: {
    wrong: 'kube-prometheus-stack: { alertmanager: { alertmanagerSpec: { externalUrl: alerts.example.com } } }',
    right:
      'kube-prometheus-stack: { alertmanager: { alertmanagerSpec: { externalUrl: "https://alerts.example.com" } } }',
  },
  check(values) {
    if (!values.on(`${STACK}.enabled`)) return [];
    const all = values.withDefaults;
    return OPERATOR_PROGRAMS.filter(({ on }) => all.get(`${on}.enabled`) !== false).flatMap((program) => [
      ...programArguments(all, program),
      ...version(all, program),
      ...url(all, program),
      ...mounts(all, program),
      ...(program.name === 'Prometheus' ? remoteWrites(all, program.spec) : []),
    ]);
  },
};

// --- internal ---

function programArguments(values: Values, { name, spec }: OperatorProgram): Violation[] {
  return values.list(`${spec}.additionalArgs`).flatMap((one, at) => {
    if (!isObject(one) || typeof one['name'] !== 'string') return [];
    const path = [...spec.split('.'), 'additionalArgs', String(at), 'name'];
    const flag = one['name'];
    const bare = flag.replace(/^-+/, '');
    if (bare !== flag) return [error([path], WORDS.argumentDashes, flag, name, bare)];
    const field = fieldOf(name, flag.replace(/^no-/, ''), values.map(spec));
    return field ? [error([path], WORDS.argumentTaken, flag, `${spec}.${field}`)] : [];
  });
}

/** As github.com/blang/semver's ParseTolerant, which the operator uses. */
const VERSION = /^\s*v?(\d+(\.\d+){0,2}|\d+\.\d+\.\d+[-+][0-9A-Za-z.+-]+)\s*$/;

function version(values: Values, { name, spec }: OperatorProgram): Violation[] {
  const given = [`${spec}.version`, `${spec}.image.tag`].find((path) => values.get(path));
  const text = given === undefined ? '' : textOf(values.get(given));
  if (given === undefined || isTemplate(text) || VERSION.test(text)) return [];
  return [error([given], WORDS.versionUnreadable, given, text, name, `${spec}.version`)];
}

function url(values: Values, { name, spec }: OperatorProgram): Violation[] {
  const at = `${spec}.externalUrl`;
  const text = values.text(at);
  if (text === '' || isTemplate(text) || /^https?:\/\//i.test(text)) return [];
  return name === 'Alertmanager'
    ? [error([at], WORDS.alertmanagerUrl, at, text)]
    : [warning([at], WORDS.prometheusUrl, at, text)];
}

/** Those that the operator makes itself. */
const OWN_VOLUME =
  /^(config|config-out|config-volume|tls-assets|web-config|cluster-tls-config|(secret|configmap)-.*|.*-db)$/;

function mounts(values: Values, { spec }: OperatorProgram): Violation[] {
  const named = (list: unknown[]) => list.flatMap((one) => (isObject(one) ? [textOf(one['name'] ?? '')] : []));
  const volumes = named(values.list(`${spec}.volumes`));
  const claims = ['storageSpec', 'storage'].map((key) =>
    values.text(`${spec}.${key}.volumeClaimTemplate.metadata.name`),
  );
  if (volumes.some(isTemplate)) return [];
  return named(values.list(`${spec}.volumeMounts`)).flatMap((name, at) =>
    name === '' || isTemplate(name) || OWN_VOLUME.test(name) || [...volumes, ...claims].includes(name)
      ? []
      : [
          error(
            [[...spec.split('.'), 'volumeMounts', String(at), 'name'], `${spec}.volumeMounts`],
            WORDS.mountWithoutVolume,
            name,
            `${spec}.volumes`,
          ),
        ],
  );
}

const LOGINS = ['basicAuth', 'oauth2', 'authorization', 'sigv4', 'azureAd'];

function remoteWrites(values: Values, spec: string): Violation[] {
  const names = new Set<string>();
  return values.list(`${spec}.remoteWrite`).flatMap((one, at): Violation[] => {
    if (!isObject(one)) return [];
    const path = [...spec.split('.'), 'remoteWrite', String(at)];
    const logins = LOGINS.filter((key) => isObject(one[key]));
    const name = textOf(one['name'] ?? '');
    const twice = name !== '' && names.size === names.add(name).size;
    return [
      ...(logins.length > 1 ? [error([path], WORDS.remoteWriteLogins, logins.join(' and '))] : []),
      ...(twice ? [error([[...path, 'name']], WORDS.remoteWriteTwice, name)] : []),
    ];
  });
}
