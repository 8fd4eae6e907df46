/** What the checks of single values and of the file as such find. The rules about several values are a plug-in's. */
import type { RuleText } from '../rule-sheet';

interface CheckSheet extends RuleText {
  /** Helm refuses it too, by a schema in the chart or a subchart. */
  readonly inChart?: true;
}

const KEPT_DEFAULT = 'A key that the chart does not know sets nothing: the value stays as it was by default.';

export const CHECKS = {
  yaml: {
    what: 'The file is no YAML, or not what a values file can be.',
    why: 'Helm reads one map of keys from it, without templates; anything else ends the install, or sets nothing.',
  },
  'empty-file': {
    what: 'The file sets nothing.',
    why: 'Helm takes an empty file without a word. Mostly another file was meant.',
  },
  'duplicate-key': {
    what: 'A map has a key twice.',
    why: 'Only one of the two counts, and the other does nothing.',
  },
  'unknown-key': {
    inChart: true,
    what: "A key is none of the chart's.",
    why: KEPT_DEFAULT,
  },
  'unknown-subchart-key': {
    what: "A subchart doesn't know a key, or knows it in another place.",
    why: KEPT_DEFAULT,
  },
  'removed-key': {
    inChart: true,
    what: 'A null takes a default away that the chart needs.',
    why: 'Helm removes a key that a file sets to null. A template that reads it then stops, or renders something that is half empty.',
  },
  'removed-map': {
    what: "A null takes a whole map of a subchart's defaults away.",
    why: 'Templates of the subchart read keys of that map, and stop where there is no map.',
  },
  'schema-type': {
    inChart: true,
    what: 'A value has the wrong type.',
    why: 'Helm refuses the install for it.',
  },
  'schema-choice': {
    inChart: true,
    what: 'A value is none of those to choose from.',
    why: 'Helm refuses the install for it.',
  },
  'schema-range': {
    inChart: true,
    what: 'A number is too small or too large.',
    why: 'Helm refuses the install for it.',
  },
  'schema-form': {
    inChart: true,
    what: 'A text is empty, too long, or not of the form that the value has.',
    why: 'Helm refuses the install for it.',
  },
  'schema-list': {
    inChart: true,
    what: 'A list or a map has entries twice, too many or too few.',
    why: 'Helm refuses the install for it.',
  },
  'subchart-type': {
    what: 'A value of a subchart, or of the chart that `--chart` names, is of another kind than its default.',
    why: 'Templates of that chart stop at it, or take it for something else: any text is true to them, "false" too.',
  },
  'subchart-schema': {
    inChart: true,
    what: 'A value breaks the schema of a subchart, or of the chart that `--chart` names.',
    why: 'Helm refuses the install for it.',
  },
  'kubernetes-field': {
    what: 'A value reaches Kubernetes or the Prometheus operator as it is, and is none of its fields.',
    why: 'The API server refuses the object, or drops the field.',
  },
  'ineffective-value': {
    what: 'A value has no effect while another one is as it is.',
    why: 'Helm takes it without a word, and nothing changes.',
  },
} as const satisfies Readonly<Record<string, CheckSheet>>;

export type CheckName = keyof typeof CHECKS;
