/** This project's chart as a plug-in of the values tool: its schema, rules and tables. */
import type { ChartPlugin } from '../plugin';
import { bundleSchema } from '../schema/bundle';
import { PROFILES } from './profiles';
import { chartFolder, inRoot, PATHS } from './project';
import { RULE_BOOK } from './rule-book';
import { RULES } from './rules';
import { dispensable } from './tables/dispensable';
import { KUBERNETES_PLACES } from './tables/kubernetes-places';
import { GLOBAL_REGISTRY, PRECEDENCES } from './tables/precedence';
import { renamedTo, SETTINGS_OF } from './tables/renames';
import { SWITCHES } from './tables/switches';
import { validatorOf } from './validator';

export const TME1CRV: ChartPlugin = {
  chartFolder,
  release: 'tme1crv',
  schema: (root) => bundleSchema(inRoot(root, PATHS.valuesSchema)),
  validator: validatorOf,
  knowledge: {
    rules: RULES,
    renamedTo,
    settingsOf: SETTINGS_OF,
    precedences: PRECEDENCES,
    globalRegistry: GLOBAL_REGISTRY,
    switches: SWITCHES,
    kubernetes: KUBERNETES_PLACES,
    anyKind: new Set(['kube-prometheus-stack.extraManifests']),
    dispensable,
  },
  book: RULE_BOOK,
  claimsGuide: (labels) =>
    labels['app.kubernetes.io/name'] === 'redis'
      ? 'docs/maintenance.md, "Move or enlarge the volumes", has the commands; reads go on'
      : undefined,
  profiles: PROFILES.map(({ name }) => name),
  profileFile: (root, name) => inRoot(root, `${PATHS.profiles}/${name}.yaml`),
};
