/** The list of what a chart brings: its subcharts and the images of its default values, as an SPDX 2.3 document. syft knows no charts. */
import { readImageReference } from '../../deploy/image-reference';
import { CHART_NAME, PROJECT_URL } from '../published';
import { chartUrl, type Subchart } from './subcharts';

/** @param createdAt seconds since 1970 */
export function chartSbom(
  version: string,
  createdAt: number,
  subcharts: readonly Subchart[],
  images: readonly string[],
): object {
  const packages = [
    about('chart', CHART_NAME, version, chartUrl(CHART_NAME, version)),
    ...subcharts.map(({ name, version, sha256 }, i) => ({
      ...about(`subchart-${i}`, name, version, chartUrl(name, version)),
      checksums: [{ algorithm: 'SHA256', checksumValue: sha256 }],
    })),
    ...images.map((image, i) => {
      const { repository, tag, digest } = readImageReference(image);
      const version = digest || tag || 'latest';
      return about(`image-${i}`, repository, version, imageUrl(repository, version));
    }),
  ];
  return {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: `${CHART_NAME}-${version}`,
    documentNamespace: `${PROJECT_URL}/releases/${version}/chart`,
    creationInfo: {
      created: new Date(createdAt * 1000).toISOString().replace('.000', ''),
      creators: ['Tool: make-release'],
    },
    packages,
    relationships: [
      relation('SPDXRef-DOCUMENT', 'DESCRIBES', CHART_ID),
      ...packages.slice(1).map(({ SPDXID }) => relation(CHART_ID, 'DEPENDS_ON', SPDXID)),
    ],
  };
}

// --- internal ---

const CHART_ID = 'SPDXRef-chart';

const about = (id: string, name: string, versionInfo: string, referenceLocator: string) => ({
  SPDXID: `SPDXRef-${id}`,
  name,
  versionInfo,
  downloadLocation: 'NOASSERTION',
  filesAnalyzed: false,
  externalRefs: [{ referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator }],
});

const relation = (spdxElementId: string, relationshipType: string, relatedSpdxElement: string) => ({
  spdxElementId,
  relationshipType,
  relatedSpdxElement,
});

/** https://github.com/package-url/purl-spec, type oci: the version is a digest; a tag stands behind. */
function imageUrl(repository: string, version: string): string {
  const name = repository.replace(/^.*\//, '');
  const where = `repository_url=${encodeURIComponent(repository)}`;
  return version.startsWith('sha256:')
    ? `pkg:oci/${name}@${encodeURIComponent(version)}?${where}`
    : `pkg:oci/${name}?${where}&tag=${encodeURIComponent(version)}`;
}
