/** make kind-up, kind-down: `ts-node ci/kind/main.ts up VERSION`, `down`, or `node`, which prints what FAULTS_NODE takes. */
import { reportFailure, StackError } from '../../tools/deploy/errors';
import { runAttached } from '../../tools/deploy/run';
import { down, NODE_COMMAND, up } from './commands';

function main([command, version = '']: readonly string[]): void {
  if (command === 'node') {
    console.log(NODE_COMMAND);
    return;
  }
  if (command !== 'up' && command !== 'down') throw new StackError('usage: main.ts up VERSION | down | node', '', 2);
  for (const [program, ...args] of command === 'up' ? up(version) : down()) runAttached(program, ...args);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  reportFailure('kind')(error);
}
