/** Where releases are published: publish.json is the one place that says it. README.md and the release notes follow. */
import published from './publish.json';

/** Host and path; empty until the maintainers have named one. */
export const PUBLISHED_REGISTRY: string = published.registry;

/** Options of `cosign verify` that accept the maintainers' signature alone. */
export const VERIFY_OPTIONS: string = published.verify;

/** The project's repository. */
export const PROJECT_URL = 'https://github.com/tme1crv/tme1crv';

export const IMAGE_NAME = 'tme1crv-webapp';
export const CHART_NAME = 'tme1crv';

/** The image's repository, without tag. */
export const imageRepository = (registry: string) => `${registry}/${IMAGE_NAME}`;
/** The chart's repository, without tag: Helm wants its last part to be the chart's name. */
export const chartRepository = (registry: string) => `${registry}/charts/${CHART_NAME}`;
