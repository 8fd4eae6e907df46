/** A release of the chart on the cluster, and the ways to it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { parseManifests } from '../../tools/deploy/manifests';
import { findObject, listObjects, type Metadata } from '../cluster/kubectl';
import { program } from './programs';

/** The programs under their names in the tools' folder; `helm` is Helm 3 unless E2E_HELM says otherwise. */
export type Helm = 'helm' | 'helm4';

/** Whatever the API server has of an object. */
// biome-ignore lint/suspicious/noExplicitAny: the checks read a few fields of many kinds
export type Found = { kind: string; metadata: Metadata } & Record<string, any>;

/** What Helm waits for at most. */
const WAIT = ['--wait', '--timeout=5m'];

export class Release {
  /**
   * @param namespace of the release and its monitoring
   * @param workload the namespace of the web app and Redis
   * @param values Helm's options for its values
   */
  constructor(
    readonly name: string,
    readonly namespace: string,
    readonly workload: string,
    readonly values: readonly string[],
  ) {}

  /** `helm VERB NAME ARGS` in its namespace. @throws StackError when Helm fails */
  helm(helm: Helm, verb: string, ...args: string[]): Promise<string> {
    return program(helm, [...verb.split(' '), this.name, ...args, '--namespace', this.namespace]);
  }

  install(helm: Helm = 'helm'): Promise<string> {
    return this.helm(helm, 'install', './chart', ...this.values, ...WAIT);
  }

  /** @param settings further options for values, which win */
  upgrade(helm: Helm = 'helm', ...settings: string[]): Promise<string> {
    return this.helm(helm, 'upgrade', './chart', ...this.values, ...settings, ...WAIT);
  }

  uninstall(helm: Helm = 'helm'): Promise<string> {
    return this.helm(helm, 'uninstall', '--wait', '--timeout=3m');
  }

  async status(): Promise<string> {
    return JSON.parse(await this.helm('helm', 'status', '--output=json')).info.status;
  }

  /** kubectl in the workload namespace. @throws StackError when it fails */
  kubectl(...args: string[]): Promise<string> {
    return program('kubectl', ['--namespace', this.workload, ...args]);
  }

  /** kubectl in the namespace of the release. @throws StackError when it fails */
  kubectlHere(...args: string[]): Promise<string> {
    return program('kubectl', ['--namespace', this.namespace, ...args]);
  }

  /** Objects of the workload namespace. @param which what follows `kubectl get` */
  list(...which: string[]): Promise<Found[]> {
    return listObjects<Found>(...which, '--namespace', this.workload);
  }

  /** @param which kind and name in the workload namespace @throws AssertionError when there is none */
  async get(...which: string[]): Promise<Found> {
    const found = await this.find(...which);
    assert.ok(found, `${which.join(' ')} is not in namespace ${this.workload}`);
    return found;
  }

  find(...which: string[]): Promise<Found | undefined> {
    return findObject<Found>([...which, '--namespace', this.workload]);
  }

  /** Pods of Redis, those that are about to end too. */
  redisPods(): Promise<Found[]> {
    return this.list('pods', '-l', 'app.kubernetes.io/name=redis');
  }

  /** A pod of the web app that is not about to end, as after an upgrade. */
  async webappPod(): Promise<Found> {
    const pods = await this.list('pods', '-l', 'app.kubernetes.io/component=webapp');
    const pod = pods.find(({ metadata }) => !('deletionTimestamp' in metadata));
    assert.ok(pod, 'no pod of the web app');
    return pod;
  }

  async webappImage(): Promise<string> {
    return (await this.get('deployment', `${this.name}-webapp`))['spec'].template.spec.containers[0].image;
  }

  /** Redis' password, as it stands in the Secret. */
  async password(): Promise<string> {
    const { data } = (await this.get('secret', `${this.name}-redis-auth`)) as Found & { data: Record<string, string> };
    return Buffer.from(data['redis-password'] ?? '', 'base64').toString();
  }

  /** Each object of the manifest as "Kind namespace/name", with a checksum. */
  async objects(helm: Helm = 'helm'): Promise<Map<string, string>> {
    const manifest = await this.helm(helm, 'get manifest');
    return new Map(
      parseManifests(manifest).map((object) => [
        `${object.kind} ${object.metadata?.namespace ?? ''}/${object.metadata?.name}`,
        createHash('sha256').update(JSON.stringify(object)).digest('hex'),
      ]),
    );
  }

  /** Waits until the rollout of a workload is over. @param what for example `deployment/tme1crv-webapp` */
  rolledOut(what: string, seconds = 180): Promise<string> {
    return this.kubectl('rollout', 'status', what, `--timeout=${seconds}s`);
  }

  /** Waits for the web app's pods: those of before an upgrade have ended their work then. */
  webappRolledOut(): Promise<string> {
    return this.rolledOut(`deployment/${this.name}-webapp`);
  }
}

/** Names of objects that differ between two manifests, sorted. */
export function changedObjects(before: Map<string, string>, after: Map<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .sort();
}
