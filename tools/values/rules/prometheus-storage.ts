import { parsePrometheusBytes } from '../units/bytes';
import { fill, TEMPLATE_WORDING, WORDING } from './messages';
import type { Rule } from './rule';

const SPEC = 'kube-prometheus-stack.prometheus.prometheusSpec';
const SIZE = `${SPEC}.retentionSize`;
const STORAGE = `${SPEC}.storageSpec`;
const VOLUME = `${STORAGE}.volumeClaimTemplate.spec.resources.requests.storage`;

/** Prometheus' own documentation: 80 to 85 % of the disk. */
const TIGHT_SHARE = 0.85;
/** Beyond it compaction has no room. The template has the same number. */
const UNFIT_SHARE = 0.9;

export const prometheusStorage: Rule = {
  name: 'prometheus-storage',
  why: 'A full volume stops Prometheus, and with it every alert.',
  inChart: true,
  check(values) {
    const runs =
      values.on('kube-prometheus-stack.enabled') && values.get('kube-prometheus-stack.prometheus.enabled') !== false;
    if (!runs) return [];
    const volume = values.quantity(VOLUME);
    if (volume === undefined) {
      // A volume of another kind (emptyDir, ephemeral) was chosen on purpose.
      const chosen = Object.keys(values.map(STORAGE)).some((key) => key !== 'volumeClaimTemplate');
      return chosen
        ? []
        : [{ severity: 'warning', paths: [VOLUME, STORAGE], ...fill(WORDING.prometheusVolumeMissing) }];
    }
    const size = parsePrometheusBytes(values.get(SIZE));
    if (size === undefined || size === 0) {
      return [{ severity: 'warning', paths: [SIZE, VOLUME], ...fill(WORDING.retentionUnbounded) }];
    }
    const shown = [values.get(SIZE), values.get(VOLUME)];
    if (size > volume * UNFIT_SHARE)
      return [{ severity: 'error', paths: [SIZE, VOLUME], ...fill(TEMPLATE_WORDING.retentionAboveVolume, ...shown) }];
    if (size > volume * TIGHT_SHARE)
      return [{ severity: 'warning', paths: [SIZE, VOLUME], ...fill(WORDING.retentionTight, ...shown) }];
    return [];
  },
};
