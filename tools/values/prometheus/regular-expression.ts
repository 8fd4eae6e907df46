/** The regular expressions of Prometheus and Alertmanager, which are RE2's: https://github.com/google/re2/wiki/Syntax */

/** Whether RE2 can read it; it has flags and names of groups that JavaScript writes otherwise. */
export function isRegularExpression(text: string): boolean {
  const portable = text
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?[imsU]+(-[imsU]+)?[:)]/g, (flags) => (flags.endsWith(':') ? '(?:' : ''));
  try {
    new RegExp(portable);
    return !/\(\?[=!]|\(\?<[=!]/.test(text);
  } catch {
    return false;
  }
}
