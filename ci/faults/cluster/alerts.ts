/** Which alerts of the release fired, by the Prometheus in the cluster. */
import { StackError } from '../../../tools/deploy/errors';
import { kubectl, listObjects, type Metadata } from '../../cluster/kubectl';

interface Service {
  metadata: Metadata;
}

interface QueryResponse {
  data: { result: { metric: { alertname?: string } }[] };
}

export class Alerts {
  private constructor(
    private readonly service: string,
    private readonly release: string,
  ) {}

  /** @throws StackError when the cluster has no Prometheus of kube-prometheus-stack */
  static async find(release: string): Promise<Alerts> {
    const label = 'app=kube-prometheus-stack-prometheus';
    const [service] = await listObjects<Service>('services', '--all-namespaces', '-l', label);
    if (service === undefined) throw new StackError('ALERTS=1: there is no Prometheus in the cluster');
    const { namespace, name } = service.metadata;
    return new Alerts(`/api/v1/namespaces/${namespace}/services/${name}:9090/proxy`, release);
  }

  /** Names of the release's alerts that fired at any time within the last `seconds`, sorted. */
  async firedWithin(seconds: number): Promise<string[]> {
    const series = `ALERTS{alertstate="firing",release="${this.release}"}[${Math.ceil(seconds)}s]`;
    const query = encodeURIComponent(`count by (alertname) (last_over_time(${series}))`);
    const text = await kubectl(['get', '--raw', `${this.service}/api/v1/query?query=${query}`]);
    const { data } = JSON.parse(text) as QueryResponse;
    return data.result.flatMap(({ metric }) => metric.alertname ?? []).sort();
  }
}
