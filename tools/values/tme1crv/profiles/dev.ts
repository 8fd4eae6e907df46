import { because, type Profile } from './profile';

const SMALL_VOLUME = '1Gi';

const smallRedis = {
  persistence: { size: SMALL_VOLUME },
  resources: { requests: { cpu: '20m', memory: '64Mi' }, limits: { memory: '192Mi' } },
};

export const dev: Profile = {
  name: 'dev',
  description:
    'The whole architecture, small enough for a laptop: one pod of the web app, a Redis primary with two replicas, short retention. The local stack (`./deploy-all.sh --target local`) takes its numbers from here.',
  values: {
    webapp: {
      replicas: because('One pod serves a developer.', 1),
      logLevel: because('Shows each request.', 'debug'),
      shutdown: because('No load balancer needs time to notice: restarts are quick.', {
        delaySeconds: 1,
        drainSeconds: 5,
      }),
      resources: because('Less is reserved; the limit stays, so that a leak shows here first.', {
        requests: { cpu: '20m', memory: '64Mi' },
      }),
      podDisruptionBudget: because('With a single pod a budget would stop every drain of the node.', {
        enabled: false,
      }),
      topologySpread: because('There is only one node.', 'off'),
    },
    redis: because('Two replicas: enough to see reads spread, lag and resync.', {
      replica: { replicaCount: 2, ...smallRedis },
      master: smallRedis,
      commonConfiguration: because(
        'As the default, with half the memory: `maxmemory` leaves half of the container for replication buffers and the copy-on-write of a rewrite.',
        [
          'appendonly yes',
          'appendfsync everysec',
          'save ""',
          'maxmemory 96mb',
          'maxmemory-policy noeviction',
          'repl-backlog-size 4mb',
          '',
        ].join('\n'),
      ),
    }),
    'kube-prometheus-stack': {
      prometheus: {
        prometheusSpec: {
          retention: because('A day of history; the objectives below look back no further.', '1d'),
          retentionSize: because('Four fifths of the volume.', '1600MB'),
          resources: because('A handful of targets.', {
            requests: { cpu: '50m', memory: '256Mi' },
            limits: { memory: '1Gi' },
          }),
          storageSpec: because('As small as the retention allows.', {
            volumeClaimTemplate: { spec: { resources: { requests: { storage: '2Gi' } } } },
          }),
        },
      },
    },
    monitoring: {
      rules: { slo: because('As long as the retention.', { periodDays: 1 }) },
    },
  },
};
