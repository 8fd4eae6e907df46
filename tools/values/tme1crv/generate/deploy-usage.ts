/** tools/deploy/usage.txt: the help of deploy-all.sh, which prints it before there is a Node.js. */
import { usage } from '../../../deploy/options';
import { PATHS } from '../project';
import type { GeneratedFile } from './registry';

export function generateDeployUsage(): GeneratedFile[] {
  return [{ path: PATHS.deployUsage, content: usage() }];
}
