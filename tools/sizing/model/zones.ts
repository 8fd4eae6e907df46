/** Spreading over zones: the chart itself spreads pods over nodes, and a plan that may lose a zone needs more. */
import type { Load } from './load';
import type { Part } from './recommendation';

const ZONE = 'topology.kubernetes.io/zone';

export function planZones({ requirements }: Load): Part {
  if (requirements.zones === 1) return { recommendations: [], refusals: [] };
  return {
    refusals: [],
    recommendations: [
      {
        path: 'webapp.affinity',
        value: {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 100,
                podAffinityTerm: {
                  topologyKey: ZONE,
                  labelSelector: { matchLabels: { 'app.kubernetes.io/component': 'webapp' } },
                },
              },
            ],
          },
        },
        why: 'Even over the zones, so that the loss of one takes no more than its share.',
        from: ['zones'],
        measured: '',
      },
      {
        path: 'redis.replica.topologySpreadConstraints',
        value: [
          {
            maxSkew: 1,
            topologyKey: ZONE,
            whenUnsatisfiable: 'ScheduleAnyway',
            labelSelector: {
              matchLabels: {
                'app.kubernetes.io/component': 'replica',
                'app.kubernetes.io/instance': '{{ .Release.Name }}',
              },
            },
          },
        ],
        why: 'Likewise.',
        from: ['zones'],
        measured: '',
      },
    ],
  };
}
