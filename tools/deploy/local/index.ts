/** The local stack as a library: integration tests bring it up in a folder of their own, on free ports. */

export { findBinaries } from '../binaries';
export { StackError } from '../errors';
export { waitFor } from '../wait';
export { type Down, down } from './down';
export { type ActiveTarget, activeRuleGroups, activeTargets } from './health';
export { freePorts, type Ports } from './ports';
export type { Notification } from './receiver/notifications';
export { replicationInfo, withRedis } from './redis-client';
export { primaryName, redisRoles } from './roles';
export { StateFolder } from './state';
export { type PartStatus, status } from './status';
export { type Stack, type UpOptions, up } from './up';
