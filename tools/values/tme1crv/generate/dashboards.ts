/** chart/dashboards/*.json: what they show is in tools/monitoring/dashboards/. */
import type { GeneratedFile } from './registry';

export async function generateDashboardFiles(): Promise<GeneratedFile[]> {
  const { generateDashboards } = await import('../../../monitoring/dashboards'); // heavy; only generation needs it
  return generateDashboards();
}
