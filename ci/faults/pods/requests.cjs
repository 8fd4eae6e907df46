// Requests to the web app.
const dns = require('node:dns/promises');
const http = require('node:http');
const { appHost, appPort } = require('./settings.cjs');

// More than the web app's own limit for one response, so that it is the web app that gives up.
const REQUEST_TIMEOUT_MS = 6000;

// Looked up once a second, and the last address is used until there is another one: what is tested is the release, not
// how long DNS takes on a busy machine.
const addresses = new Map();

async function refresh(host) {
  try {
    addresses.set(host, await dns.lookup(host));
  } catch {
    // the former address stays
  }
}

function lookup(host, options, done) {
  const found = addresses.get(host);
  if (found === undefined) return done(Object.assign(new Error(`no address of ${host}`), { code: 'ENOTFOUND' }));
  return options.all ? done(null, [found]) : done(null, found.address, found.family);
}

async function untilKnown(host) {
  while (!addresses.has(host)) await refresh(host);
}

// Connections that stay open, and others that are new each second: only those meet a refused connection.
const persistent = new http.Agent({ keepAlive: true, lookup });
let fresh = new http.Agent({ keepAlive: true, lookup });
function renew() {
  const former = fresh;
  fresh = new http.Agent({ keepAlive: true, lookup });
  setTimeout(() => former.destroy(), REQUEST_TIMEOUT_MS + 1000).unref();
}

/** @param onFresh over a connection that was made within the last second */
function request(method, path, { body, token, onFresh = false } = {}) {
  const agent = onFresh ? fresh : persistent;
  return new Promise((resolve, reject) => {
    const headers = {};
    if (token) headers['consistency-token'] = token;
    if (body) {
      headers['content-type'] = 'application/json';
      headers['content-length'] = Buffer.byteLength(body);
    }
    const req = http.request({ host: appHost, port: appPort, method, path, headers, agent });
    const timer = setTimeout(
      () => req.destroy(Object.assign(new Error('no response'), { code: 'TIMEOUT' })),
      REQUEST_TIMEOUT_MS,
    );
    req.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    req.on('response', (res) => {
      const respondedAt = Date.now();
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (chunk) => {
        text += chunk;
      });
      res.on('error', reject);
      res.on('end', () => {
        clearTimeout(timer);
        resolve({ status: res.statusCode, headers: res.headers, text, respondedAt });
      });
    });
    req.end(body);
  });
}

const reasonOf = ({ status, text }) => `${status} ${/"type":"[^"]*\/([a-z-]+)"/.exec(text)?.[1] ?? ''}`.trim();
const codeOf = (error) => error.code ?? error.message;

module.exports = { refresh, untilKnown, lookup, renew, request, reasonOf, codeOf };
