/**
 * The formats that our schemas may name beyond JSON Schema's own.
 *
 * Helm and most editors ignore a format they don't know, so the shipped schema gets each one's pattern as well. None may bear the
 * name of a standard one: JSON Schema's `duration` is ISO 8601, and Helm would check that.
 */
import { PROMETHEUS_BYTES_PATTERN } from './bytes';
import { DURATION_PATTERN } from './duration';
import { IMAGE_TAG_PATTERN } from './image-tag';
import { DATA_KEY_PATTERN, DNS_LABEL_PATTERN, IMAGE_NAME_PATTERN, OBJECT_NAME_PATTERN } from './names';
import { QUANTITY_PATTERN } from './quantity';

export interface Format {
  readonly pattern: string;
  /** Whether the empty string is one. */
  readonly mayBeEmpty: boolean;
  /** What the value must be, as the end of a sentence: “expects …”. */
  readonly expects: string;
}

export const FORMATS: Readonly<Record<string, Format>> = {
  'k8s-quantity': {
    pattern: QUANTITY_PATTERN,
    mayBeEmpty: false,
    expects: 'a Kubernetes quantity such as 500m (CPU), 64Mi or 10Gi (bytes)',
  },
  'prometheus-duration': {
    pattern: DURATION_PATTERN,
    mayBeEmpty: false,
    expects: 'a duration such as 15s, 5m, 1h30m or 15d',
  },
  'prometheus-bytes': {
    pattern: PROMETHEUS_BYTES_PATTERN,
    mayBeEmpty: true,
    expects: 'a size of Prometheus, which ends with B: 8GB, 512MB or 8GiB',
  },
  'image-tag': {
    pattern: IMAGE_TAG_PATTERN,
    mayBeEmpty: true,
    expects: 'an image tag: letters, digits, `_`, `.` and `-`, at most 128',
  },
  'image-name': {
    pattern: IMAGE_NAME_PATTERN,
    mayBeEmpty: true,
    expects: 'a registry or repository such as registry.example.com:5000 or library/nginx, without a tag',
  },
  'dns-label': {
    pattern: DNS_LABEL_PATTERN,
    mayBeEmpty: true,
    expects: 'a name of lower-case letters, digits and `-` between them, at most 63',
  },
  'object-name': {
    pattern: OBJECT_NAME_PATTERN,
    mayBeEmpty: true,
    expects: 'the name of a Kubernetes object: lower-case letters, digits, `-` and `.` between them',
  },
  'data-key': {
    pattern: DATA_KEY_PATTERN,
    mayBeEmpty: false,
    expects: 'a key of a Secret: letters, digits, `-`, `_` and `.`',
  },
};

/** Whether a string has the format. */
export function hasFormat({ pattern, mayBeEmpty }: Format, text: string): boolean {
  return text === '' ? mayBeEmpty : new RegExp(pattern).test(text);
}
