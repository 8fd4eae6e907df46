/** What `make release` is told: VERSION and REGISTRY, and how to build and sign. All of it comes from the environment. */
import { existsSync } from 'node:fs';
import { StackError } from '../deploy/errors';
import { PUBLISHED_REGISTRY } from './published';

export interface ReleaseOptions {
  /** Semantic version without `v` and without build metadata, which a tag of a registry can't hold. */
  version: string;
  /** Host, and path below which image and chart stand: `registry.example.com/team`. */
  registry: string;
  /** What cosign signs with: a file, a KMS URI. Undefined: keyless, with the identity of the CI job. */
  key: string | undefined;
  /** Which services sign and log; undefined: the public ones of Sigstore. */
  signingConfig: string | undefined;
  /** Whom cosign trusts; undefined: Sigstore's public services, whose current keys it then fetches. */
  trustedRoot: string | undefined;
  /** The command that builds one platform's image layout; undefined: `docker buildx build`. */
  builder: string | undefined;
  /** The registry speaks HTTP without TLS, as one on a closed network does. */
  plainHttp: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/** @throws StackError with exit code 2 that names the variable, what is wrong with it and how to mend it */
export function readOptions(env: Env): ReleaseOptions {
  const version = env['VERSION'] ?? '';
  const registry = env['REGISTRY'] || PUBLISHED_REGISTRY;
  if (!VERSION.test(version))
    throw usage(`VERSION must be a semantic version such as 1.2.3 or 1.3.0-rc.1: ${given(version)}`);
  if (version.length > MAX_VERSION) throw usage(`VERSION must have at most ${MAX_VERSION} characters`);
  if (!REGISTRY.test(registry)) {
    throw usage(
      `REGISTRY must be a host with an optional path, in lower case and without https://: ${given(registry)}`,
    );
  }
  return {
    version,
    registry,
    key: env['COSIGN_KEY'] || undefined,
    signingConfig: file(env, 'RELEASE_SIGNING_CONFIG'),
    trustedRoot: file(env, 'RELEASE_TRUSTED_ROOT'),
    builder: env['RELEASE_BUILDER'] || undefined,
    plainHttp: env['RELEASE_PLAIN_HTTP'] === '1',
  };
}

// --- internal ---

const NUMBER = '(0|[1-9]\\d*)';
const PART = '(0|[1-9]\\d*|\\d*[A-Za-z-][0-9A-Za-z-]*)';
/** semver.org's own grammar without build metadata. */
const VERSION = new RegExp(`^${NUMBER}\\.${NUMBER}\\.${NUMBER}(-${PART}(\\.${PART})*)?$`);
/** It becomes a label of Kubernetes too, as `tme1crv-VERSION`. */
const MAX_VERSION = 50;
const NAME = '[a-z0-9]+([._-]+[a-z0-9]+)*';
/** A host has a dot, a port, or is localhost: otherwise Docker Hub would be meant. */
const REGISTRY = new RegExp(`^(localhost|[a-z0-9-]+(\\.[a-z0-9-]+)+|[a-z0-9-]+(?=:))(:\\d{1,5})?(/${NAME})*$`);

const EXAMPLE = 'make release VERSION=1.2.3 REGISTRY=registry.example.com/team';

const usage = (message: string) => new StackError(message, EXAMPLE, 2);
const given = (text: string) => (text === '' ? 'it is empty' : JSON.stringify(text.slice(0, 100)));

function file(env: Env, name: string): string | undefined {
  const path = env[name] || undefined;
  if (path !== undefined && !existsSync(path)) throw usage(`${name} names a file that isn't there: ${path}`);
  return path;
}
