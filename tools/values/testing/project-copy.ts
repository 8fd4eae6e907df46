import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../io';

/** The sources that gen-values reads and its checked-in output, without the packages; returns the folder. */
export function copyOfProject(folder: string): string {
  const copied = [
    'package.json',
    'schemas',
    'chart/Chart.yaml',
    'chart/values.yaml',
    'chart/profiles',
    'chart/dashboards',
  ];
  for (const name of copied) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    cpSync(path.join(PROJECT_ROOT, name), path.join(folder, name), { recursive: true });
  }
  return folder;
}
