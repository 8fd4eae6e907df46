/** Names and labels that are only wrong because of the release's name are one mistake, and no value's. */
import type { Finding } from '../findings';
import { formatPath } from '../json';
import type { ObjectCheck } from './object-check';
import { describeObject, readObjects } from './objects';
import type { Problem } from './problem';
import type { Release, Renderer } from './render';

/**
 * @param values what `helm template -f` takes: the values in question
 * @returns the finding, and the problems that it doesn't explain
 */
export async function findBadReleaseName(
  problems: readonly Problem[],
  release: Release,
  renderer: Renderer,
  values: readonly string[],
  check: ObjectCheck,
): Promise<{ finding?: Finding; rest: readonly Problem[] }> {
  const named = problems.filter(({ value }) => typeof value === 'string' && value.includes(release.name));
  if (named.length === 0) return { rest: problems };
  const other = await renderer.render(values, { release: { ...release, name: SHORT_NAME } });
  if (other.manifest === undefined) return { rest: problems };
  const still = new Set(
    readObjects(other.manifest)
      .flatMap((object) => check.problemsOf(object))
      .map(idOf),
  );
  const gone = named.filter((problem) => !still.has(idOf(problem)));
  const [first] = gone;
  if (!first) return { rest: problems };
  const more = gone.length > 1 ? `, and ${gone.length - 1} more like it` : '';
  const finding: Finding = {
    place: { file: `--release ${release.name}`, line: 0, column: 0 },
    path: [],
    severity: 'error',
    rule: first.rule,
    message: `makes names that Kubernetes refuses: ${describeObject(first.object)}: ${formatPath(first.field)} ${first.message}${more}`,
    fix: 'take a short name of lower-case letters, digits and `-` that begins with a letter',
  };
  return { finding, rest: problems.filter((problem) => !gone.includes(problem)) };
}

// --- internal ---

const SHORT_NAME = 'r';

const idOf = ({ object, field, rule }: Problem) => JSON.stringify([object.source, object.kind, field, rule]);
