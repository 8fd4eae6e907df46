/** What every part of the end-to-end test works with. */

import type { Checks } from '../checks';
import type { Alertmanager, Prometheus } from './prometheus';
import type { Release } from './release';

export interface World {
  steps: Checks;
  release: Release;
  prometheus: Prometheus;
  alertmanager: Alertmanager;
  topology: 'plain' | 'sentinel';
  /** Pods of Redis that follow the primary. */
  replicas: number;
  /** A values file for what this cluster lacks; undefined: none. */
  extraValues: string | undefined;
  /** Between installs, while no claim waits for one: frees the volumes that deleted claims left behind. */
  freeVolumes: () => Promise<void>;
  /** A folder for this run. */
  folder: string;
}
