/** How Prometheus and Alertmanager call another server: settings that exclude each other, or belong together. */
import { isObject, textOf } from '../json';
import { type Problem, problem } from './problem';

/** The fields, and behind a colon what each takes (fields.ts). */
export const HTTP_CLIENT =
  'basic_auth:basicAuth authorization:authorization oauth2:oauth2 bearer_token bearer_token_file tls_config:tls follow_redirects:flag enable_http2:flag proxy_url no_proxy proxy_from_environment:flag proxy_connect_header:any http_headers:any';

/** The fields of the maps in it. */
export const HTTP_PARTS = {
  basicAuth: 'username username_file username_ref password password_file password_ref',
  authorization: 'type credentials credentials_file credentials_ref',
  oauth2:
    'client_id client_secret client_secret_file client_secret_ref client_certificate_key_id client_certificate_key client_certificate_key_file client_certificate_key_ref grant_type signature_algorithm iss audience claims:any scopes:texts token_url endpoint_params:map tls_config:tls proxy_url no_proxy proxy_from_environment:flag proxy_connect_header:any',
  tls: 'ca cert key ca_file cert_file key_file ca_ref cert_ref key_ref server_name insecure_skip_verify:flag min_version:=TLS10,TLS11,TLS12,TLS13 max_version:=TLS10,TLS11,TLS12,TLS13',
} as const;

/** What is wrong between the settings of an `http_config`. @param reader who refuses it */
export function checkHttpClient(
  http: Readonly<Record<string, unknown>>,
  path: readonly string[],
  reader: 'Alertmanager' | 'Prometheus',
): Problem[] {
  const has = (map: unknown, key: string) =>
    isObject(map) && map[key] !== undefined && map[key] !== null && map[key] !== '';
  const found: Problem[] = [];
  const error = (key: string, message: string, fix: string) => found.push(problem([...path, key], message, fix));
  const ways = ['basic_auth', 'authorization', 'oauth2', 'bearer_token', 'bearer_token_file'].filter((key) =>
    has(http, key),
  );
  const [first, second] = ways;
  if (first && second)
    error(second, `stands beside ${first}, and ${reader} takes one way to authenticate only`, 'keep one of the two');
  const { authorization } = http;
  if (isObject(authorization) && textOf(authorization['type']).toLowerCase() === 'basic')
    error('authorization', `has the type Basic, which ${reader} refuses here`, 'use basic_auth');
  if (http['proxy_from_environment'] === true && (has(http, 'proxy_url') || has(http, 'no_proxy')))
    error('proxy_from_environment', 'stands beside proxy_url or no_proxy', 'keep one of them');
  return found;
}

/** A client's certificate needs its key, and the other way round. */
export function checkTls(tls: Readonly<Record<string, unknown>>, path: readonly string[]): Problem[] {
  const has = (...keys: string[]) => keys.some((key) => tls[key]);
  const [cert, key] = [has('cert', 'cert_file', 'cert_ref'), has('key', 'key_file', 'key_ref')];
  if (cert === key) return [];
  const missing = cert ? 'key_file' : 'cert_file';
  return [problem(path, `has a client's ${cert ? 'certificate' : 'key'} alone`, `add ${missing}`)];
}
