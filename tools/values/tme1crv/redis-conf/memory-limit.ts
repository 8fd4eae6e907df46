import type { Values } from '../../rules/values';
import type { Role } from './effective';

/** Memory limits of the Redis chart's presets, which count where no resources are set (its common library, _resources.tpl). */
export const PRESET_LIMITS_MI: Readonly<Record<string, number>> = {
  nano: 192,
  micro: 384,
  small: 768,
  medium: 1536,
  large: 3072,
  xlarge: 6144,
  '2xlarge': 12288,
};

/** The preset that counts where none is named. */
export const DEFAULT_PRESET = 'nano';

/** How much memory a server may use, in bytes; undefined: no limit, or none that can be read. */
export function memoryLimit(values: Values, role: Role): number | undefined {
  if (Object.keys(values.map(`redis.${role}.resources`)).length > 0) {
    return values.quantity(`redis.${role}.resources.limits.memory`);
  }
  const preset = PRESET_LIMITS_MI[values.text(`redis.${role}.resourcesPreset`) || DEFAULT_PRESET];
  return preset === undefined ? undefined : preset * 2 ** 20;
}
