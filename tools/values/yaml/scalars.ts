/**
 * Scalars as Helm's YAML library reads them: YAML 1.1 booleans and octal numbers, but neither base-60 numbers (`1:30`),
 * timestamps nor binary data, which stay strings. Its floats need a digit, where YAML 1.1 proper also takes `.` and `e3`.
 */
import type { ScalarTag, Tags } from 'yaml';

const FLOAT: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/,
  resolve: (text) => Number.parseFloat(text),
};

/** YAML 1.2's way to write an octal number, which Helm's library knows as well. */
const OCTAL: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  format: 'OCT',
  test: /^[-+]?0o[0-7]+$/,
  resolve: (text) => Number.parseInt(text.replace('0o', ''), 8),
};

export const HELM_TAGS = (tags: Tags): Tags => [
  ...tags.filter((tag) => typeof tag !== 'object' || (keep(tag) && !isFiniteFloat(tag))),
  FLOAT,
  OCTAL,
];

const DROPPED = new Set(['timestamp', 'binary', 'omap', 'pairs', 'set'].map((name) => `tag:yaml.org,2002:${name}`));

function keep(tag: { tag: string; format?: string }): boolean {
  return !DROPPED.has(tag.tag) && tag.format !== 'TIME';
}

function isFiniteFloat(tag: { tag: string; test?: RegExp }): boolean {
  return tag.tag === FLOAT.tag && !tag.test?.test('.inf');
}
