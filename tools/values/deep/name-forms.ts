/** The forms of names, labels and keys that the API server takes. */
import { quote } from '../check/words';

export interface Form {
  pattern: RegExp;
  max: number;
  expects: string;
}

export const DNS_1123_LABEL: Form = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  max: 63,
  expects: 'lower-case letters, digits and `-` between them, at most 63',
};
export const DNS_1035_LABEL: Form = {
  pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  max: 63,
  expects: 'a lower-case letter first, then letters, digits and `-`, at most 63',
};
export const DNS_1123_SUBDOMAIN: Form = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  max: 253,
  expects: 'lower-case letters and digits, with `-` and `.` between them, at most 253',
};
/** Of roles: https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/rbac/validation/validation.go */
const PATH_SEGMENT: Form = { pattern: /^(?!\.{1,2}$)[^/%]+$/, max: 253, expects: 'no `/` and no `%`' };
/** A StatefulSet's name and a checksum of eleven characters become a label of its pods; so it is with a CronJob's and its Jobs. */
const BEFORE_SUFFIX: Form = {
  ...DNS_1123_SUBDOMAIN,
  max: 52,
  expects: 'at most 52 characters, as Kubernetes adds eleven for its pods',
};
const POD_NAME_PREFIX: Form = {
  ...DNS_1123_SUBDOMAIN,
  max: 63,
  expects: 'at most 63 characters, as it becomes a label of its pods',
};

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const FORMS: Readonly<Record<string, Form>> = {
  Service: DNS_1035_LABEL,
  Namespace: DNS_1123_LABEL,
  StatefulSet: BEFORE_SUFFIX,
  CronJob: BEFORE_SUFFIX,
  Job: POD_NAME_PREFIX,
  Role: PATH_SEGMENT,
  ClusterRole: PATH_SEGMENT,
  RoleBinding: PATH_SEGMENT,
  ClusterRoleBinding: PATH_SEGMENT,
};

export const LABEL_VALUE: Form = {
  pattern: /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
  max: 63,
  expects: 'letters and digits, with `-`, `_` and `.` between them, at most 63',
};
export const LABEL_KEY: Form = {
  pattern: /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
  max: 317,
  expects: 'a name of at most 63 letters, digits, `-`, `_` and `.`, with a domain and `/` in front if need be',
};
export const PORT_NAME: Form = {
  pattern: /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/,
  max: 15,
  expects: 'lower-case letters, digits and single `-` between them, at most 15, with a letter',
};
export const DATA_KEY: Form = {
  pattern: /^(?!\.{1,2}$)[-._a-zA-Z0-9]+$/,
  max: 253,
  expects: 'letters, digits, `-`, `_` and `.`',
};
/** Of these the domain may be in any case. */
export const ANNOTATION_KEY: Form = { ...LABEL_KEY, pattern: new RegExp(LABEL_KEY.pattern.source, 'i') };

/** The form of the name of an object of this kind. */
export const nameForm = (kind: string): Form => FORMS[kind] ?? DNS_1123_SUBDOMAIN;

/** What is wrong with it, or undefined. */
export function formProblem(
  text: string,
  { pattern, max, expects }: Form,
  takes = 'Kubernetes takes',
): string | undefined {
  if (text.length > max) return `has ${text.length} characters (${quote(text)}); ${takes} ${expects}`;
  return pattern.test(text) ? undefined : `is ${quote(text)}; ${takes} ${expects}`;
}
