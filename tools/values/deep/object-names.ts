/** What the API server checks beyond the schemas: names, labels, and that a workload's selector finds its own pods. */
import { quote } from '../check/words';
import { isObject, type Json } from '../json';
import {
  ANNOTATION_KEY,
  DATA_KEY,
  DNS_1123_LABEL,
  type Form,
  formProblem,
  LABEL_KEY,
  LABEL_VALUE,
  nameForm,
  PORT_NAME,
} from './name-forms';
import type { RenderedObject } from './objects';
import type { Problem } from './problem';

/** What is wrong with the names and labels of one object. */
export function checkObjectNames(object: RenderedObject): Problem[] {
  return new Check(object).run();
}

// --- internal ---

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
    } else this.form(name, nameForm(this.object.kind), [...here, 'name']);
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
const map = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
