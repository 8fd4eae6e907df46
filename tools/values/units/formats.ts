/**
 * The formats that our schemas may name beyond JSON Schema's own.
 *
 * Helm and most editors ignore a format they don't know, so the shipped schema gets each one's pattern as well. None may bear the
 * name of a standard one: JSON Schema's `duration` is ISO 8601, and Helm would check that.
 */
import { DURATION_PATTERN } from './duration';
import { IMAGE_TAG_PATTERN } from './image-tag';
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
  'image-tag': {
    pattern: IMAGE_TAG_PATTERN,
    mayBeEmpty: true,
    expects: 'an image tag: letters, digits, `_`, `.` and `-`, at most 128',
  },
};

/** Whether a string has the format. */
export function hasFormat({ pattern, mayBeEmpty }: Format, text: string): boolean {
  return text === '' ? mayBeEmpty : new RegExp(pattern).test(text);
}
