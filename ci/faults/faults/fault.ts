/** What a fault is, and what it may use. */
import type { ClusterNode } from '../cluster/node';
import type { Release } from '../cluster/release';
import type { Topology } from '../cluster/topology';
import type { Load } from '../load/load';

export interface Scene {
  topology: Topology;
  node: ClusterNode;
  /** None when it was there before: then it is not this program's to change. */
  release: Release | undefined;
  /** Aborted when the program is interrupted. Healing doesn't look at it. */
  signal: AbortSignal;
  /** Alerts are looked at: a fault with an expected alert is held until it fires. */
  alerts: boolean;
  /** Prints a line about what goes on. */
  say: (line: string) => void;
  /** Undone in reverse order when the run ends, however it ends. @param what for the message when it fails */
  onEnd: (what: string, undo: () => Promise<void>) => void;
}

export interface FaultyScene extends Scene {
  load: Load;
  /** To be called right before the fault: outages are measured from here. */
  injected: () => void;
  /** To be called once what caused the fault is gone again; only for faults that the harness itself ends. */
  healed: () => void;
  /** A figure for the result, for example `peakMemoryMiB`. */
  figure: (name: string, value: number) => void;
  /** Something that must not be so, besides what the budget says. */
  problem: (text: string) => void;
  /** Waits until the expected alert fires, at most so long; without Prometheus returns at once. */
  waitForAlert: (timeoutMs: number) => Promise<void>;
}

export interface Fault {
  /** As in FAULTS=… and in the results. */
  name: string;
  /** First column of the table. */
  title: string;
  /** What is injected and what happens, for the table. */
  what: string;
  needsNode: boolean;
  /** Only with one fixed primary (false), or only with Sentinel (true). @default both */
  sentinel?: boolean;
  /** A planned change of the release, which has to be this program's own. */
  changesRelease?: true;
  /** The fault itself takes all the processors there are: a load that stood still is no reason to leave the run out. */
  keepsMachineBusy?: boolean;
  /** Name of the alert that has to fire. */
  expectedAlert?: string;
  /** Before the load: undone through `onEnd`. */
  prepare?: (scene: Scene) => Promise<void>;
  /**
   * Injects the fault, makes sure that it took effect, and ends it where it doesn't end by itself.
   * @throws StackError when it did not happen: the run then says nothing
   */
  inject: (scene: FaultyScene) => Promise<void>;
}
