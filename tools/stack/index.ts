/** The local stack as a library: integration tests bring it up in a folder of their own, on free ports. */
export { type Down, down } from './down';
export { StackError } from './errors';
export { type ActiveTarget, activeRuleGroups, activeTargets } from './health';
export { freePorts, type Ports } from './ports';
export { findPrograms } from './programs';
export type { Notification } from './receiver/notifications';
export { replicationInfo, withRedis } from './redis-client';
export { StateFolder } from './state';
export { type PartStatus, status } from './status';
export { type Stack, type UpOptions, up } from './up';
export { waitFor } from './wait';
