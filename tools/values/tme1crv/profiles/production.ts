import { because, type Profile } from './profile';

export const production: Profile = {
  name: 'production',
  description:
    'For real traffic on a cluster with several nodes and metrics-server: room to grow, nothing that one lost node takes down, two weeks of metrics. Set your own StorageClass, Ingress and alert receivers on top of it.',
  values: {
    webapp: {
      autoscaling: because('Three pods keep two during a drain; by CPU up to twelve. Takes metrics-server.', {
        enabled: true,
        minReplicas: 3,
        maxReplicas: 12,
        targetCPUUtilizationPercentage: 65,
      }),
      podDisruptionBudget: because('A drain takes one pod at a time and always finds one that may go.', {
        minAvailable: 2,
      }),
      resources: because('A full core is what one Node.js process can use. No CPU limit: throttling costs latency.', {
        requests: { cpu: '500m', memory: '192Mi' },
        limits: { memory: '384Mi' },
      }),
      shutdown: because('Load balancers in front of a cluster take longer to notice.', {
        delaySeconds: 10,
        drainSeconds: 20,
      }),
    },
    redis: {
      commonConfiguration: because(
        'Four times the default data. noeviction: a full Redis refuses writes, it never drops items. The backlog lets a replica be away for minutes without a full resync.',
        [
          'appendonly yes',
          'appendfsync everysec',
          'save ""',
          'maxmemory 2gb',
          'maxmemory-policy noeviction',
          'repl-backlog-size 128mb',
          '',
        ].join('\n'),
      ),
      master: because(
        "maxmemory and half of it again, for the copy-on-write of an AOF rewrite and the replicas' output buffers; the volume holds the AOF twice while it is rewritten.",
        {
          persistence: { size: '20Gi' },
          resources: { requests: { cpu: '500m', memory: '3Gi' }, limits: { memory: '3Gi' } },
        },
      ),
      replica: because('As the primary: any of them holds the same data.', {
        replicaCount: 3,
        persistence: { size: '20Gi' },
        resources: { requests: { cpu: '500m', memory: '3Gi' }, limits: { memory: '3Gi' } },
      }),
    },
    'kube-prometheus-stack': {
      prometheus: {
        prometheusSpec: {
          retention: because('Two weeks, to compare this week with the last.', '15d'),
          retentionSize: because(
            'Four fifths of the volume: the write-ahead log and compaction take the rest.',
            '40GB',
          ),
          resources: because('Some 500 000 series.', {
            requests: { cpu: '500m', memory: '2Gi' },
            limits: { memory: '4Gi' },
          }),
          storageSpec: because('Fits the retention with room for growth.', {
            volumeClaimTemplate: { spec: { resources: { requests: { storage: '50Gi' } } } },
          }),
        },
      },
      'kube-state-metrics': because('Some 100 nodes, or 5 000 pods.', {
        resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
      }),
      'prometheus-node-exporter': because('Large nodes have many disks, mounts and network devices.', {
        resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
      }),
      alertmanager: {
        alertmanagerSpec: because('Silences and the record of what was sent survive a restart.', {
          storage: {
            volumeClaimTemplate: {
              spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } },
            },
          },
          retention: '120h',
        }),
      },
    },
    monitoring: {
      rules: { slo: because('The longest period that the retention covers with a day to spare.', { periodDays: 14 }) },
    },
  },
};
