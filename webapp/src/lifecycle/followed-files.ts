/** Follows the files with secrets while the service runs, and tells the log and the metrics what becomes of them. */
import type { Logger } from 'pino';
import type { Config } from '../config/config';
import type { FollowedFile } from '../config/followed-file';
import { secretFileMetrics } from '../metrics/secret-file-metrics';

/** @returns ends it */
export function followFiles({ tokens, redis }: Config, log: Logger): { close(): void } {
  const files: Record<string, FollowedFile<unknown>> = {
    ...(tokens === undefined ? {} : { tokens }),
    ...(redis.passwordFile === undefined ? {} : { 'redis-password': redis.passwordFile }),
  };
  secretFileMetrics(files);
  const all = Object.values(files);
  for (const file of all) {
    const { path } = file;
    file.observe({
      onChange: () => log.info({ path }, 'file has changed; its new content is in force'),
      onProblem: (reason) => log.error({ reason }, 'file can’t be used; what it held before stays in force'),
      onMended: () => log.info({ path }, 'file can be used again; it holds what is in force'),
    });
    file.follow();
  }
  return {
    close() {
      for (const file of all) file.close();
    },
  };
}
