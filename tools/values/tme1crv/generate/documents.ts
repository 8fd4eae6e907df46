/** The generated sections of the pages that people write. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readInstalls, readResults } from '../../../../ci/faults/results/file';
import { installsTable } from '../../../../ci/faults/results/installs';
import { summarize } from '../../../../ci/faults/results/summary';
import { faultsTable } from '../../../../ci/faults/results/table';
import { capacitySections } from '../../../sizing/model/capacity-tables';
import { readCapacity } from '../../../sizing/model/measurements';
import { withSection } from '../../text/marked-section';
import { inRoot, PATHS } from '../project';
import { installSection } from './install';
import type { GeneratedFile, GeneratorInput } from './registry';
import { testedSections } from './tested-versions';
import { ruleSections, subchartSections, valuesSections } from './values-docs';
import { webappReadmeSections } from './webapp-readme';

/** All pages of this root. @throws SourceError for a page without the comments around a section */
export function generateDocuments({ root }: Pick<GeneratorInput, 'root'>): GeneratedFile[] {
  // A page that isn't there has nothing to keep true: the rest of its text isn't generated.
  return Object.keys(PAGES)
    .filter((page) => existsSync(inRoot(root, page)))
    .map((page) => ({ path: page, content: pageContent(root, page as Page) }));
}

/** Brings one page up to date, after what it shows was measured. */
export function updatePage(root: string, page: Page): void {
  writeFileSync(inRoot(root, page), pageContent(root, page));
}

// --- internal ---

const PAGES = {
  'README.md': (root: string) => ({ ...testedSections(root), ...installSection() }),
  [PATHS.webappReadme]: webappReadmeSections,
  'docs/values.md': valuesSections,
  'docs/rules.md': ruleSections,
  'docs/values-and-subcharts.md': subchartSections,
  'docs/capacity.md': () => capacitySections(readCapacity()),
  'docs/faults.md': (root: string) => ({
    faults: faultsTable(summarize(readResults(inRoot(root, PATHS.faultsResults)))),
    installs: installsTable(readInstalls(inRoot(root, PATHS.installsResults))),
  }),
};

type Page = keyof typeof PAGES;

function pageContent(root: string, page: Page): string {
  return Object.entries(PAGES[page](root)).reduce(
    (text, [name, section]) => withSection(text, name, section, page),
    readFileSync(inRoot(root, page), 'utf8'),
  );
}
