/** The provenance: which commit was built, from what else, by whom and when. SLSA 1.0, https://slsa.dev/spec/v1.0/provenance. */
import type { Context } from '../context';
import type { Source } from '../git';
import { PROJECT_URL } from '../published';

/** Something that went into the build. */
export interface Material {
  uri: string;
  digest?: Record<string, string>;
}

/** @param materials what went in besides the source */
export function provenance(
  context: Context,
  { commit }: Source,
  startedAt: number,
  materials: readonly Material[],
): object {
  const { options, env } = context;
  const source = { uri: `git+${sourceUrl(env)}`, digest: { gitCommit: commit } };
  return {
    buildDefinition: {
      buildType: `${PROJECT_URL}/blob/main/docs/releases.md`,
      externalParameters: { version: options.version, registry: options.registry },
      internalParameters: { imageBuilder: options.builder === undefined ? 'docker buildx' : 'RELEASE_BUILDER' },
      resolvedDependencies: [source, ...materials],
    },
    runDetails: {
      builder: { id: builderId(env) },
      metadata: {
        invocationId: invocationOf(env) ?? `${commit}/${startedAt}`,
        startedOn: new Date(startedAt).toISOString(),
        finishedOn: new Date(context.now()).toISOString(),
      },
    },
  };
}

/** The base images that a Dockerfile names. */
export function baseImages(dockerfile: string): Material[] {
  const images = dockerfile.matchAll(/^FROM\s+(?:--platform=\S+\s+)?(\S+)/gim);
  return [...new Set([...images].map(([, image = '']) => image))].map((image) => {
    const [, name = image, version = ''] = /^(.*):([^:/]+)$/.exec(image) ?? [];
    return { uri: `pkg:docker/${name}${version === '' ? '' : `@${version}`}` };
  });
}

/** Where the source is: of a GitHub job its repository, which may be a fork. */
export const sourceUrl = (env: Env) =>
  onGitHub(env) ? `${env['GITHUB_SERVER_URL']}/${env['GITHUB_REPOSITORY']}` : PROJECT_URL;

// --- internal ---

type Env = Readonly<Record<string, string | undefined>>;

/** Of a GitHub job: its workflow. Elsewhere who builds has to say who it is; a release by hand says that. */
const builderId = (env: Env) =>
  onGitHub(env)
    ? `${env['GITHUB_SERVER_URL']}/${env['GITHUB_WORKFLOW_REF']}`
    : env['RELEASE_BUILDER_ID'] || `${PROJECT_URL}/blob/main/docs/releases.md#by-hand`;

const invocationOf = (env: Env) =>
  onGitHub(env)
    ? `${env['GITHUB_SERVER_URL']}/${env['GITHUB_REPOSITORY']}/actions/runs/${env['GITHUB_RUN_ID']}/attempts/${env['GITHUB_RUN_ATTEMPT']}`
    : undefined;

const onGitHub = (env: Env) => env['GITHUB_ACTIONS'] === 'true';
