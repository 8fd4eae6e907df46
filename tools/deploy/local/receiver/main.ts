/** Runs the receiver on loopback: main.ts PORT. Its log is what arrives, a line for each alert. */
import { LOOPBACK } from '../part';
import { receiver } from './server';

const server = receiver((line) => process.stdout.write(`${line}\n`));
server.listen(Number(process.argv[2]), LOOPBACK);
process.on('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
});
