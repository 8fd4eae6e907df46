import { dev } from './dev';
import { existingMonitoring } from './existing-monitoring';
import { production } from './production';
import type { Profile } from './profile';

export const PROFILES: readonly Profile[] = [dev, existingMonitoring, production];
