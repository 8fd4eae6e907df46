/** The dashboards in the cluster's Grafana, with what the test has done to the release until then. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { linesOf, program } from '../programs';
import { until } from '../until';
import type { World } from '../world';

/** @param folder for the screenshots */
export async function dashboardsAreShown({ release, steps }: World, folder: string): Promise<void> {
  const { namespace, name } = release;
  const secret = JSON.parse(await release.kubectlHere('get', 'secret', `${name}-grafana-admin`, '--output=json'));
  const password = Buffer.from(secret.data['admin-password'], 'base64').toString();
  const forward = spawn('kubectl', ['--namespace', namespace, 'port-forward', `service/${name}-grafana`, ':80']);
  try {
    let said = '';
    forward.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const port = await until(30, async () => {
      const [, found] = /^Forwarding from 127\.0\.0\.1:(\d+) /m.exec(said) ?? [];
      assert.ok(found, 'the port of Grafana is not forwarded');
      return found;
    });
    const env = { ...process.env, GRAFANA: `http://127.0.0.1:${port}`, GRAFANA_PASSWORD: password };
    const pictures = ['--no-print-directory', 'dashboard-pictures', `FOLDER=${folder}`];
    steps.show(...linesOf(await program('make', pictures, { env })));
  } finally {
    forward.kill();
  }
}
