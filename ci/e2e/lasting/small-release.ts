/** A small release of its own, for what outlives a release: the workload namespace, the Secret with Redis' password, the claims. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { findObject, kubectl } from '../../cluster/kubectl';
import { type Found, type Helm, Release } from '../release';
import { writeAndRead } from '../web-app';

export class SmallRelease extends Release {
  /** @param name also of its namespace, and the beginning of the workload's */
  constructor(name: string) {
    const workload = `${name}-data`;
    const settings = [
      `fullnameOverride=${name},workload.namespace=${workload},redis.namespaceOverride=${workload}`,
      'webapp.replicas=1,webapp.podDisruptionBudget.enabled=false,redis.replica.replicaCount=1',
      'kube-prometheus-stack.enabled=false,monitoring.serviceMonitors.enabled=false',
      'monitoring.rules.enabled=false,monitoring.dashboards.enabled=false',
    ];
    super(
      name,
      name,
      workload,
      settings.flatMap((setting) => ['--set', setting]),
    );
  }

  /** @param settings such as `webapp.logLevel=info`; those of earlier upgrades are gone */
  upgradeWith(helm: Helm, ...settings: string[]): Promise<string> {
    return this.upgrade(helm, ...settings.flatMap((setting) => ['--set', setting]));
  }

  namespaceObject(): Promise<Found | undefined> {
    return findObject<Found>(['namespace', this.workload]);
  }

  /** Each thing that has to stay, with its uid, and a checksum of the password. */
  async identities(): Promise<string[]> {
    const uid = (object: Found | undefined) => `${object?.kind} ${object?.metadata.name} ${object?.metadata.uid}`;
    const claims = await this.list('pvc', '-l', `app.kubernetes.io/instance=${this.name}`);
    const secret = await this.get('secret', `${this.name}-redis-auth`);
    return [
      ...[await this.namespaceObject(), secret, ...claims].map(uid),
      `password ${createHash('sha256')
        .update(await this.password())
        .digest('hex')
        .slice(0, 8)}`,
    ];
  }

  /** Runs a work after which all of that is the same, and the release works. */
  async keeps(work: () => Promise<unknown>): Promise<void> {
    const before = await this.identities();
    assert.ok(before.length >= 5, before.join('\n')); // namespace, Secret, two claims, password
    await work();
    assert.deepEqual(await this.identities(), before);
    await writeAndRead(this);
  }

  /** As `keeps`, whatever becomes of the password. */
  async keepsUids(work: () => Promise<unknown>): Promise<void> {
    const uids = async () => (await this.identities()).filter((line) => !line.startsWith('password '));
    const before = await uids();
    await work();
    assert.deepEqual(await uids(), before);
  }

  /** All pods are made anew, with the password that is there then. */
  async restartAll(): Promise<void> {
    await this.kubectl('rollout', 'restart', 'deployment,statefulset');
    await this.rolledOut(`statefulset/${this.name}-redis-master`, 120);
    await this.rolledOut(`deployment/${this.name}-webapp`, 120);
  }

  /** Merges fields into the Secret with Redis' password. */
  async patchSecret(fields: object): Promise<void> {
    await kubectl([
      '--namespace',
      this.workload,
      'patch',
      'secret',
      `${this.name}-redis-auth`,
      '-p',
      JSON.stringify(fields),
    ]);
  }
}
