/** How README.md installs the chart: from the registry once one is named, and from the repository. */
import { chartRepository, PUBLISHED_REGISTRY, VERIFY_OPTIONS } from '../../../release/published';

/**
 * By the name of its section.
 * @param registry where releases are published; empty: nowhere yet
 */
export function installSection(registry = PUBLISHED_REGISTRY): Record<string, string> {
  const fromSource = `\`\`\`sh
make deps
docker build -t tme1crv-webapp:0.1.0 webapp
kind load docker-image tme1crv-webapp:0.1.0   # or: minikube image load, k3d image import, docker push

helm install tme1crv ./chart
\`\`\`
`;
  if (registry === '') {
    const why = "No release is published yet, so the web app's image is built and loaded into the cluster first";
    return { install: `${why} ([releases](docs/releases.md)).\n\`make deps\` brings the subcharts.\n\n${fromSource}` };
  }
  const chart = chartRepository(registry);
  return {
    install: `A release, with its image and its subcharts ([how to verify more of it](docs/releases.md#verify-a-release)):

\`\`\`sh
cosign verify ${VERIFY_OPTIONS} ${chart}:VERSION
helm install tme1crv oci://${chart} --version VERSION
\`\`\`

Or from the repository:

${fromSource}`,
  };
}
