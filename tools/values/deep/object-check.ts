/** What is wrong with a rendered object by itself: its fields, and its names and labels. */
import { formatPath } from '../json';
import type { Schemas } from './kubernetes-schemas';
import { checkObjectNames } from './object-names';
import { checkObjectRelations } from './object-relations';
import { checkObjectSchema } from './object-schema';
import type { RenderedObject } from './objects';
import type { Problem } from './problem';

export class ObjectCheck {
  /** Kinds whose definitions aren't here, so that nothing was checked. */
  readonly undefinedKinds = new Set<string>();

  /** @param kubernetes the cluster's version; undefined: that of the schemas */
  constructor(
    private readonly schemas: Schemas,
    private readonly kubernetes: string | undefined,
  ) {}

  problemsOf(object: RenderedObject): Problem[] {
    const bySchema = checkObjectSchema(object, this.schemas, this.undefinedKinds, this.kubernetes);
    const fields = new Set(bySchema.map(({ field }) => formatPath(field)));
    const others = [...checkObjectNames(object), ...checkObjectRelations(object)];
    return [...bySchema, ...others.filter(({ field }) => !fields.has(formatPath(field)))];
  }
}

/** Those of one template's making, and those that say the same of the same value. */
export function grouped(problems: readonly Problem[]): Problem[][] {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const { rule, message, key, field } = problem;
    const id = JSON.stringify([rule, message, key, field.at(-1)]);
    groups.set(id, [...(groups.get(id) ?? []), problem]);
  }
  return [...groups.values()];
}
