// From the environment, and what all parts of the load share.
const { APP, PRIMARY, RUN } = process.env;
const [appHost, appPort] = APP.split(':');
const [primaryHost, primaryPort] = PRIMARY.split(':');

module.exports = {
  appHost,
  appPort,
  primaryHost,
  primaryPort: Number(primaryPort),
  WRITES_PER_SECOND: Number(process.env.WRITES_PER_SECOND),
  READS_PER_SECOND: Number(process.env.READS_PER_SECOND),
  MAX_SECONDS: Number(process.env.MAX_SECONDS),
  // Written before the load, as fast as it goes; they count as any other write.
  ITEMS: Number(process.env.ITEMS),
  // A run that was cut short leaves nothing behind for long.
  TTL_SECONDS: 1800,
  /** `f-RUN-` and a letter: the item's kind. */
  prefixOf: (kind) => `f-${RUN}-${kind}`,
  idOf: (kind, number) => `f-${RUN}-${kind}${String(number).padStart(7, '0')}`,
};
