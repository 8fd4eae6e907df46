/** Reads the chart's rules: as they are rendered, and as they stand in the sources. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Manifest } from '../../deploy/manifests';
import { PROJECT_ROOT } from '../../values/io';

export interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  for?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface RuleGroup {
  name: string;
  interval?: string;
  rules: Rule[];
}

/** The groups of every PrometheusRule of a rendered chart, as a plain rule file has them. */
export function ruleGroups({ manifests }: { manifests: readonly Manifest[] }): RuleGroup[] {
  return manifests.filter(({ kind }) => kind === 'PrometheusRule').flatMap((rule) => rule['spec']?.groups ?? []);
}

/** The rules as they stand in chart/files/rules, placeholders included. */
export function sourceRules(): Rule[] {
  return readdirSync(SOURCES)
    .map((file) => parse(readFileSync(join(SOURCES, file), 'utf8')) as { groups: RuleGroup[] })
    .flatMap(({ groups }) => groups.flatMap(({ rules }) => rules));
}

/** The names of the alerts in chart/files/rules, each once. */
export function alertNames(): string[] {
  return [...new Set(sourceRules().flatMap(({ alert }) => alert ?? []))].sort();
}

// --- internal ---

const SOURCES = join(PROJECT_ROOT, 'chart/files/rules');
