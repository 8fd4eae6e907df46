/** Every fault, in the order in which they run. One line adds one. */
import { allDeleted } from './all-deleted';
import { apiServerAway } from './api-server-away';
import { primaryCutOff, sentinelCutOff } from './cut-off';
import { exporterKilled } from './exporter-killed';
import type { Fault } from './fault';
import { memory } from './memory';
import { helm4, imageChange, rollback, webappChange } from './planned/changes';
import { drain } from './planned/drain';
import { failedUpgrade } from './planned/failed-upgrade';
import { rotation } from './planned/rotation';
import { upgrade } from './planned/upgrade';
import { primaryClaimDeleted } from './primary-claim-deleted';
import {
  whenAReplicaRefuses,
  whenInterrupted,
  whenOneReplicaIsBehind,
  whenReplicasAreAway,
} from './primary-claim-deleted-when';
import { primaryDeleted, primaryDeletedAtOnce } from './primary-deleted';
import { primaryHung } from './primary-hung';
import { primaryKilled } from './primary-killed';
import { rollingRestart } from './rolling-restart';
import { secondFailover } from './second-failover';
import { replicaVolumeFull, volumeFull } from './volume-full';

export const FAULTS: readonly Fault[] = [
  primaryKilled,
  primaryDeletedAtOnce,
  primaryDeleted,
  primaryHung,
  primaryCutOff,
  allDeleted,
  rollingRestart,
  sentinelCutOff,
  secondFailover,
  apiServerAway,
  exporterKilled,
  volumeFull,
  replicaVolumeFull,
  memory,
  primaryClaimDeleted,
  whenOneReplicaIsBehind,
  whenInterrupted,
  whenAReplicaRefuses,
  whenReplicasAreAway,
  upgrade,
  webappChange,
  imageChange,
  rollback,
  helm4,
  failedUpgrade,
  drain,
  rotation,
];
