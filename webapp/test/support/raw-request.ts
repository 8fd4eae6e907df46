/** Requests that no HTTP client would send. */
import { connect } from 'node:net';

/** Sends bytes as they are. @returns everything that comes back before the connection ends */
export function rawRequest(url: string, bytes: string): Promise<string> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve, reject) => {
    let response = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.on('data', (data) => (response += data));
    socket.on('close', () => resolve(response));
    socket.on('error', reject);
  });
}
