import { alertRoutes } from './alert-routes';
import { dev } from './dev';
import { existingMonitoring } from './existing-monitoring';
import { ha } from './ha';
import { production } from './production';
import type { Profile } from './profile';

export const PROFILES: readonly Profile[] = [alertRoutes, dev, existingMonitoring, ha, production];
