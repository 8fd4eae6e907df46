/** The release notes: what changed, and how to verify and install. */
import type { ReleaseOptions } from '../options';
import { chartRepository, imageRepository, VERIFY_OPTIONS } from '../published';
import type { Changes } from './notes';

/** As Markdown. */
export function notesText(
  { version, registry, key }: ReleaseOptions,
  { since, changes }: Changes,
  digests: { image: string; chart: string },
): string {
  const [image, chart] = [imageRepository(registry), chartRepository(registry)];
  const verify = key === undefined ? VERIFY_OPTIONS : '--key cosign.pub';
  const lines = changes.map(({ commit, subject }) => `- ${subject} (${commit})`);
  return `# tme1crv ${version}

\`\`\`sh
cosign verify ${verify} ${chart}@${digests.chart}
helm install tme1crv oci://${chart} --version ${version}
\`\`\`

| | digest |
|---|---|
| image \`${image}:${version}\` | \`${digests.image}\` |
| chart \`${chart}:${version}\` | \`${digests.chart}\` |

## Changes${since === undefined ? '' : ` since ${since}`}

${lines.join('\n')}
`;
}
