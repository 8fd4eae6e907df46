/** Which version runs: joined to other metrics, it shows what a release changed. */
import { Gauge } from 'prom-client';

export function buildInfo(version: string): void {
  new Gauge({ name: 'webapp_build_info', help: 'Always 1; the version is a label', labelNames: ['version'] }).set(
    { version },
    1,
  );
}
