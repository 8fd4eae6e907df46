/** The programs that speak with the cluster, and how long and how much each may. */
import { findOnPath } from '../../deploy/binaries/find';
import { helmOnThisMachine } from '../../deploy/binaries/helm';
import { runLimited } from '../deep/helm';
import { UsageError } from '../errors';
import type { Io } from '../io';

export interface ToolResult {
  code: number;
  stdout: string;
  stderr: string;
  /** Why it was ended, in words. */
  ended?: string;
}

/** Helm and kubectl for one cluster; tests pass their own. */
export interface ClusterTools {
  helm(args: readonly string[]): Promise<ToolResult>;
  /** Absent where there is none. */
  kubectl?: (args: readonly string[], input?: string) => Promise<ToolResult>;
}

/**
 * Those of this machine.
 * @param kubeContext empty: the current one
 * @throws UsageError without Helm
 */
export async function clusterTools(io: Io, kubeContext: string): Promise<ClusterTools> {
  const helm = await helmOnThisMachine(io.root);
  if (helm === undefined) {
    throw new UsageError('--release takes Helm 3.18 or later on PATH, or in HELM_BIN; `make tools` builds it');
  }
  const kubectl = findOnPath(['kubectl']);
  const context = (option: string) => (kubeContext === '' ? [] : [option, kubeContext]);
  return {
    helm: (args) => runLimited(helm, [...context('--kube-context'), ...args], { limits: LIMITS, env: io.env }),
    ...(kubectl === undefined
      ? {}
      : {
          kubectl: (args: readonly string[], input?: string) =>
            runLimited(kubectl, [...context('--context'), ...args], {
              ...{ limits: LIMITS, env: io.env },
              ...(input === undefined ? {} : { input }),
            }),
        }),
  };
}

// --- internal ---

/** A dry run of an upgrade takes some seconds, and prints two megabytes. */
const LIMITS = { cpuSeconds: 60, timeMs: 120_000, bytes: 64 * 2 ** 20 };
