import { isObject, textOf } from '../../json';
import { error, type Rule, type Violation } from '../../rules/rule';
import type { Values } from '../../rules/values';
import type { Words } from '../../rules/wording';
import { suggest } from '../../text/suggest';
import { isTemplate } from '../../text/template';
import { PROGRAMS, type Program } from '../tables/program-flags';

const WORDS = {
  unknownFlag: {
    message: 'is %q, and %s %s knows no flag --%s: it ends at its start',
    fix: '%s',
  },
} as const satisfies Words;

const STACK = 'kube-prometheus-stack';

export const programArguments: Rule<'program-arguments'> = {
  name: 'program-arguments',
  what: 'A program of the monitoring stack is given a flag that it does not know.',
  why: 'It ends at its start, again and again. Flags are renamed and removed from one version to the next, and values files keep them.',
  example: {
    wrong:
      'kube-prometheus-stack: { prometheus-node-exporter: { extraArgs: [--collector.netdev.device-excludes=veth.*] } }',
    right:
      'kube-prometheus-stack: { prometheus-node-exporter: { extraArgs: [--collector.netdev.device-exclude=veth.*] } }',
  },
  check(values) {
    return values.on(`${STACK}.enabled`) ? PROGRAMS.flatMap((program) => unknownFlags(values, program)) : [];
  },
};

// --- internal ---

function unknownFlags(values: Values, { name, args, image, version, flags }: Program): Violation[] {
  // Of another version the flags aren't known here.
  const tag = textOf(values.withDefaults.get(`${image}.tag`) ?? '');
  if (tag !== '' && !tag.replace(/^v?/, 'v').startsWith(version)) return [];
  return values.list(args).flatMap((one, at) => {
    const isNamed = isObject(one) && typeof one['name'] === 'string';
    const text = isNamed ? `--${textOf(one['name'] ?? '')}` : typeof one === 'string' ? one : '';
    // What is no flag is the value of the one before.
    const [, flag] = /^--?([A-Za-z0-9][^=\s]*)/.exec(text) ?? [];
    if (flag === undefined || isTemplate(text) || flags.has(flag) || flags.has(flag.replace(/^no-/, ''))) return [];
    const meant = suggest(flag, flags);
    const path = [...args.split('.'), String(at), ...(isNamed ? ['name'] : [])];
    const given = isNamed ? flag : text;
    return [
      error([path], WORDS.unknownFlag, given, name, version, flag, meant ? `did you mean --${meant}?` : 'delete it'),
    ];
  });
}
