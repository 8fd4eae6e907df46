import { isObject, textOf, textsIn } from '../../json';
import { error, type Rule } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { OPERATOR_PROGRAMS } from '../tables/operator-programs';

const WORDS = {
  fileNotMounted: {
    message: '%s: %s of that name is mounted there, because %s lacks it: %s never finds the file',
    fix: 'add %s to %s',
  },
} as const satisfies Words;

const STACK = 'kube-prometheus-stack';

const LISTS = { secrets: ['secrets', 'no Secret'], configmaps: ['configMaps', 'no ConfigMap'] } as const;

export const mountedFiles: Rule<'mounted-files'> = {
  name: 'mounted-files',
  what: 'A file is named from a Secret or ConfigMap that is not mounted.',
  why: 'Prometheus and Alertmanager see the Secrets and ConfigMaps that their objects list, each in a folder of its name. A file from another one is missing: the scrape or the notification that needs it fails.',
  example: {
    wrong: [
      'kube-prometheus-stack:',
      '  prometheus:',
      '    prometheusSpec:',
      '      additionalScrapeConfigs: [{ job_name: nas, authorization: { credentials_file: /etc/prometheus/secrets/nas/token } }]',
    ].join('\n'),
    right: [
      'kube-prometheus-stack:',
      '  prometheus:',
      '    prometheusSpec:',
      '      secrets: [nas]',
      '      additionalScrapeConfigs: [{ job_name: nas, authorization: { credentials_file: /etc/prometheus/secrets/nas/token } }]',
    ].join('\n'),
  },
  check(values) {
    if (!values.on(`${STACK}.enabled`)) return [];
    const all = values.withDefaults;
    // What is missing is one Secret, however many of its files are named.
    const said = new Set<string>();
    // Nobody reads the texts of parts that are off.
    const isOff = (path: readonly string[]) => all.get([...path, 'enabled'].join('.')) === false;
    return OPERATOR_PROGRAMS.filter(({ on }) => all.get(`${on}.enabled`) !== false).flatMap(
      ({ name, spec, folder: root }) =>
        [...textsIn(values.get(STACK), [STACK], isOff)].flatMap(({ path, text }) => {
          const [, kind, folder] = new RegExp(`^${root}/(secrets|configmaps)/([^/{}*]+)/`).exec(text) ?? [];
          if (kind === undefined || folder === undefined) return [];
          const [list, none] = LISTS[kind as keyof typeof LISTS];
          const listed = all.list(`${spec}.${list}`).map(textOf);
          if (listed.includes(folder) || listed.some((one) => one.includes('{{')) || isMounted(all, spec, text))
            return [];
          if (said.size === said.add(`${spec}.${list} ${folder}`).size) return [];
          return [error([path], WORDS.fileNotMounted, text, none, `${spec}.${list}`, name, folder, `${spec}.${list}`)];
        }),
    );
  },
};

// --- internal ---

/** Volumes of one's own may be mounted below the same folder. */
function isMounted(values: Values, spec: string, file: string): boolean {
  return values
    .list(`${spec}.volumeMounts`)
    .concat(values.list(`${spec}.containers`).flatMap((one) => (isObject(one) ? one['volumeMounts'] : [])))
    .some((mount) => isObject(mount) && file.startsWith(textOf(mount['mountPath'] ?? '-')));
}
