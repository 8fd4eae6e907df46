import { because, type Profile } from './profile';

export const ha: Profile = {
  name: 'ha',
  description:
    'Automatic failover: three nodes, each a Redis and a Sentinel, of which any may lead. A lost primary costs seconds without writes. For a cluster with at least three nodes, or, to try it, one machine (`./deploy-all.sh --target local --profile ha`); to be used alone, or after profile production (its size of the primary has no effect here). A release with one fixed primary does not become this by an upgrade: its data is on other volumes.',
  values: {
    redis: {
      sentinel: because(
        'A majority of three. Two seconds without a reply, and another node is promoted; a failover that takes longer than ten is tried again.',
        { enabled: true, quorum: 2, downAfterMilliseconds: 2000, failoverTimeout: 10_000 },
      ),
      metrics: because('The subchart would start its exporter by a shell. Those of this chart take its place.', {
        enabled: false,
      }),
      master: because('Has no effect here: every node has the volume of `replica`.', {
        persistence: { enabled: true, size: '8Gi', storageClass: '' },
      }),
      replica: because(
        'Of one node, two are left. A drain takes one at a time, and each is on a machine of its own where that can be.',
        {
          replicaCount: 3,
          pdb: { create: true, maxUnavailable: 1 },
          podAntiAffinityPreset: 'soft',
        },
      ),
    },
  },
};
