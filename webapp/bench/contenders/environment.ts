/** What every contender is told. */
export const PORT = Number(process.env['PORT']);
export const PRIMARY_URL = process.env['REDIS_URL'] ?? '';
export const REPLICA_URL = process.env['REDIS_REPLICAS_URL'] ?? '';
