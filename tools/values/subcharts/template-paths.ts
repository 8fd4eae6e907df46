/** Which values a template asks for. */

const DOTTED = /\.Values((?:\.[A-Za-z_][A-Za-z0-9_]*)+)/g;
/** `index .Values "kube-state-metrics" "image"`, also with a path after .Values. */
const INDEXED = /\bindex\s+\$?[\w.]*?\.Values((?:\.[A-Za-z_][A-Za-z0-9_]*)*)((?:\s+"[^"]+")+)/g;

/** The value paths that a template's text names, each once. What is reached through variables and `with` isn't seen. */
export function templatePaths(template: string): string[][] {
  const found = new Map<string, string[]>();
  const add = (path: string[]) => void found.set(path.join('\u0000'), path);
  for (const [, dotted = ''] of template.matchAll(DOTTED)) add(dotted.split('.').slice(1));
  for (const [, dotted = '', quoted = ''] of template.matchAll(INDEXED)) {
    const keys = [...quoted.matchAll(/"([^"]+)"/g)].map(([, key]) => key as string);
    add([...dotted.split('.').slice(1), ...keys]);
  }
  return [...found.values()];
}
