import type { Finding } from '../findings';
import { formatPath } from '../json';

/** The findings as one JSON document. */
export function formatJson(findings: readonly Finding[]): string {
  const rows = findings.map(({ place, path, severity, rule, message, fix }) => ({
    ...place,
    path: formatPath(path),
    severity,
    rule,
    message,
    ...(fix ? { fix } : {}),
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}
