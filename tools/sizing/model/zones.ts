/** Spreading over zones: the chart itself spreads pods over nodes, and a plan that may lose a zone needs more. */
import type { Load } from './load';
import { type Part, recommend } from './recommendation';

const ZONE = 'topology.kubernetes.io/zone';

export function planZones({ requirements }: Load): Part {
  if (requirements.zones === 1) return { recommendations: [], refusals: [] };
  const ours = (component: string) => ({ 'app.kubernetes.io/component': component });
  const apart = { topologyKey: ZONE, labelSelector: { matchLabels: ours('webapp') } };
  const preferred = [{ weight: 100, podAffinityTerm: apart }];
  const matchLabels = { ...ours('replica'), 'app.kubernetes.io/instance': '{{ .Release.Name }}' };
  const even = { maxSkew: 1, topologyKey: ZONE, whenUnsatisfiable: 'ScheduleAnyway', labelSelector: { matchLabels } };
  return {
    refusals: [],
    recommendations: [
      recommend(
        'webapp.affinity',
        { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } },
        'Even over the zones, so that the loss of one takes no more than its share.',
        ['zones'],
      ),
      recommend('redis.replica.topologySpreadConstraints', [even], 'Likewise.', ['zones']),
    ],
  };
}
