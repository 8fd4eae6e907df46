/** What the API server checks beyond the schemas: names, labels, and that a workload's selector finds its own pods. */
import { quote } from '../check/words';
import { isObject, type Json } from '../json';
import type { RenderedObject } from './objects';
import type { Problem } from './problem';

/** What is wrong with the names and labels of one object. */
export function checkObjectNames(object: RenderedObject): Problem[] {
  return new Check(object).run();
}

/** Objects that stand twice in one release: Helm refuses some of them, and of the others one is lost. Hooks come and go by themselves. */
export function checkSameNames(objects: readonly RenderedObject[], namespace: string): Problem[] {
  const seen = new Map<string, RenderedObject>();
  const lasting = objects.filter(({ value }) => !('helm.sh/hook' in map(map(value['metadata'])['annotations'])));
  return lasting.flatMap((object): Problem[] => {
    const [group = ''] = object.apiVersion.includes('/') ? object.apiVersion.split('/') : [];
    const id = [group, object.kind, object.namespace || namespace, object.name].join('/');
    const first = seen.get(id);
    if (!first || object.name === '') {
      seen.set(id, object);
      return [];
    }
    const message = `has the same name as the one of ${first.source}: only one of them can be`;
    return [
      { object, field: ['metadata', 'name'], rule: 'kubernetes-name', severity: 'error', message, value: object.name },
    ];
  });
}

// --- internal ---

interface Form {
  pattern: RegExp;
  max: number;
  expects: string;
}

const DNS_1123_LABEL: Form = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  max: 63,
  expects: 'lower-case letters, digits and `-` between them, at most 63',
};
const DNS_1035_LABEL: Form = {
  pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  max: 63,
  expects: 'a lower-case letter first, then letters, digits and `-`, at most 63',
};
const DNS_1123_SUBDOMAIN: Form = {
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

const LABEL_VALUE: Form = {
  pattern: /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
  max: 63,
  expects: 'letters and digits, with `-`, `_` and `.` between them, at most 63',
};
const LABEL_KEY: Form = {
  pattern: /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
  max: 317,
  expects: 'a name of at most 63 letters, digits, `-`, `_` and `.`, with a domain and `/` in front if need be',
};
const PORT_NAME: Form = {
  pattern: /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/,
  max: 15,
  expects: 'lower-case letters, digits and single `-` between them, at most 15, with a letter',
};
const DATA_KEY: Form = {
  pattern: /^(?!\.{1,2}$)[-._a-zA-Z0-9]+$/,
  max: 253,
  expects: 'letters, digits, `-`, `_` and `.`',
};

/** https://kubernetes.io/docs/concepts/configuration/configmap/, and of all annotations together */
const MAX_DATA_BYTES = 2 ** 20;
const MAX_ANNOTATION_BYTES = 2 ** 18;

type Field = readonly (string | number)[];

class Check {
  private readonly found: Problem[] = [];

  constructor(private readonly object: RenderedObject) {}

  run(): Problem[] {
    const { value, kind } = this.object;
    this.metadata(value, []);
    const spec = map(value['spec']);
    const templates: [Record<string, unknown>, Field][] = [
      [map(spec['template']), ['spec', 'template']],
      [map(map(spec['jobTemplate'])['spec'])['template'], ['spec', 'jobTemplate', 'spec', 'template']] as never,
    ];
    if (kind === 'Pod') this.pod(spec, ['spec']);
    if (WORKLOADS.has(kind)) {
      for (const [template, field] of templates) {
        if (!isObject(template) || Object.keys(template).length === 0) continue;
        this.labels(map(template['metadata']), [...field, 'metadata']);
        this.pod(map(template['spec']), [...field, 'spec']);
        this.selector(map(map(spec['selector'])['matchLabels']), map(map(template['metadata'])['labels']));
      }
    }
    if (kind === 'Service') this.servicePorts(list(spec['ports']));
    if (kind === 'Service') this.labelsOf(map(spec['selector']), ['spec', 'selector']);
    if (kind === 'ConfigMap' || kind === 'Secret') this.data(value);
    return this.found;
  }

  private report(field: Field, message: string, value?: Json, fix?: string, key?: string): void {
    const about = { object: this.object, rule: 'kubernetes-name', severity: 'error' } as const;
    this.found.push({
      ...about,
      ...{ field, message, fix },
      ...(value === undefined ? {} : { value }),
      ...(key === undefined ? {} : { key }),
    });
  }

  private form(text: unknown, form: Form, field: Field): void {
    const problem = typeof text === 'string' ? formProblem(text, form) : undefined; // of what is no text the schema speaks
    if (problem) this.report(field, problem, text as string);
  }

  private keyForm(key: string, form: Form, field: Field): void {
    const problem = formProblem(key, form, 'as a key Kubernetes takes');
    if (problem) this.report([...field, key], problem, undefined, undefined, key);
  }

  private metadata(value: Readonly<Record<string, unknown>>, field: Field): void {
    const metadata = map(value['metadata']);
    const here = [...field, 'metadata'];
    const { name } = metadata;
    if ((name === undefined || name === null || name === '') && !metadata['generateName']) {
      this.report([...here, 'name'], 'is empty: an object needs a name', name === '' ? '' : null);
    } else this.form(name, FORMS[this.object.kind] ?? DNS_1123_SUBDOMAIN, [...here, 'name']);
    this.form(metadata['namespace'], DNS_1123_LABEL, [...here, 'namespace']);
    this.labels(metadata, here);
  }

  private labels(metadata: Record<string, unknown>, field: Field): void {
    this.labelsOf(map(metadata['labels']), [...field, 'labels']);
    const annotations = Object.entries(map(metadata['annotations']));
    for (const [key] of annotations) this.keyForm(key, ANNOTATION_KEY, [...field, 'annotations']);
    const bytes = annotations.reduce((sum, [key, one]) => sum + key.length + Buffer.byteLength(String(one)), 0);
    if (bytes > MAX_ANNOTATION_BYTES)
      this.report([...field, 'annotations'], `hold ${bytes} bytes; Kubernetes takes ${MAX_ANNOTATION_BYTES}`, null);
  }

  private labelsOf(labels: Record<string, unknown>, field: Field): void {
    for (const [key, value] of Object.entries(labels)) {
      this.keyForm(key, LABEL_KEY, field);
      this.form(value, LABEL_VALUE, [...field, key]);
    }
  }

  private pod(spec: Record<string, unknown>, field: Field): void {
    for (const kind of ['initContainers', 'containers']) {
      for (const [at, one] of list(spec[kind]).entries()) {
        const here = [...field, kind, at];
        const container = map(one);
        this.form(container['name'], DNS_1123_LABEL, [...here, 'name']);
        for (const [port, entry] of list(container['ports']).entries())
          this.form(map(entry)['name'], PORT_NAME, [...here, 'ports', port, 'name']);
        this.mounts(container, spec, here);
      }
    }
    for (const [at, one] of list(spec['volumes']).entries())
      this.form(map(one)['name'], DNS_1123_LABEL, [...field, 'volumes', at, 'name']);
  }

  /** A mount names a volume of the pod, or a claim template of the StatefulSet. */
  private mounts(container: Record<string, unknown>, spec: Record<string, unknown>, field: Field): void {
    const claims = list(map(this.object.value['spec'])['volumeClaimTemplates']).map(
      (one) => map(map(one)['metadata'])['name'],
    );
    const known = new Set([...list(spec['volumes']).map((one) => map(one)['name']), ...claims]);
    const paths = new Map<string, Field>();
    for (const [at, one] of list(container['volumeMounts']).entries()) {
      const { name, mountPath } = map(one);
      const here = [...field, 'volumeMounts', at];
      if (typeof name === 'string' && !known.has(name))
        this.report([...here, 'name'], `is ${quote(name)}, and the pod has no volume of that name`, name);
      if (typeof mountPath === 'string' && paths.has(mountPath))
        this.report(
          [...here, 'mountPath'],
          `is ${quote(mountPath)}, where another volume is mounted already`,
          mountPath,
        );
      paths.set(String(mountPath), here);
    }
  }

  private selector(selector: Record<string, unknown>, labels: Record<string, unknown>): void {
    for (const [key, value] of Object.entries(selector)) {
      if (labels[key] === value) continue;
      const field = ['spec', 'selector', 'matchLabels', key];
      const given = labels[key] === undefined ? 'lacks it' : `has ${quote(String(labels[key]))}`;
      const message = `is ${quote(String(value))}, and the pod template ${given}: Kubernetes refuses a workload that doesn't select its own pods`;
      this.report(field, message, (labels[key] ?? value) as Json, undefined, key);
    }
  }

  private servicePorts(ports: readonly unknown[]): void {
    const names = new Map<string, Field>();
    for (const [at, one] of ports.entries()) {
      const { name } = map(one);
      this.form(name, DNS_1123_LABEL, ['spec', 'ports', at, 'name']);
      if (typeof name === 'string' && names.has(name))
        this.report(
          ['spec', 'ports', at, 'name'],
          `is ${quote(name)}, as another port's`,
          name,
          'ports of a Service have names of their own',
        );
      names.set(String(name), []);
    }
  }

  private data(value: Readonly<Record<string, unknown>>): void {
    let bytes = 0;
    for (const part of ['data', 'binaryData', 'stringData']) {
      for (const [key, text] of Object.entries(map(value[part]))) {
        this.keyForm(key, DATA_KEY, [part]);
        bytes += Buffer.byteLength(String(text));
      }
    }
    if (bytes > MAX_DATA_BYTES) this.report(['data'], `holds ${bytes} bytes; Kubernetes takes ${MAX_DATA_BYTES}`, null);
  }
}

const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob']);
/** Of these the domain may be in any case. */
const ANNOTATION_KEY: Form = { ...LABEL_KEY, pattern: new RegExp(LABEL_KEY.pattern.source, 'i') };

function formProblem(text: string, { pattern, max, expects }: Form, takes = 'Kubernetes takes'): string | undefined {
  if (text.length > max) return `has ${text.length} characters (${quote(text)}); ${takes} ${expects}`;
  return pattern.test(text) ? undefined : `is ${quote(text)}; ${takes} ${expects}`;
}

const map = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
