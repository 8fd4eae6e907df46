/** Scrape configurations in Prometheus' own spelling, as it reads them at its start: it takes all of them or none. */
import { isObject, textOf } from '../json';
import { isTemplate } from '../text/template';
import { parseDuration } from '../units/duration';
import { eachMap } from './each-map';
import { fields } from './fields';
import { HTTP_CLIENT } from './http-client';
import { kindProblem } from './kinds';
import { checkFields } from './known-fields';
import { notAmong, type Problem, problem } from './problem';
import { checkRelabelling, unknownField } from './relabel';
import { checkDiscovery, DISCOVERIES } from './service-discovery';

/** What Prometheus would refuse in a list of scrape configurations. */
export function checkScrapeConfigs(list: readonly unknown[]): Problem[] {
  const names = new Set<string>();
  return list.flatMap((one, at): Problem[] => {
    const path = [String(at)];
    if (!isObject(one)) return [problem(path, 'is no map', 'write job_name: and static_configs:')];
    const { job_name: name } = one;
    const twice = typeof name === 'string' && name !== '' && !isTemplate(name) && names.has(name);
    names.add(textOf(name));
    return [
      ...(twice ? [problem([...path, 'job_name'], `${JSON.stringify(name)} is there twice`, 'rename one')] : []),
      ...job(one, path),
    ];
  });
}

/** Whether a scrape configuration has such a field. */
export const isScrapeField = (name: string): boolean => Object.hasOwn(FIELDS, name);

// --- internal ---

const PROTOCOLS = 'PrometheusProto,OpenMetricsText0.0.1,OpenMetricsText1.0.0,PrometheusText0.0.4,PrometheusText1.0.0';

/** `any` is looked at elsewhere. */
const FIELDS = fields(`
  job_name honor_labels:flag honor_timestamps:flag track_timestamps_staleness:flag params:textLists scrape_interval:span scrape_timeout:span
  scrape_protocols:texts fallback_scrape_protocol:=${PROTOCOLS} scrape_native_histograms:flag scrape_classic_histograms:flag
  always_scrape_classic_histograms:flag convert_classic_histograms_to_nhcb:flag scrape_failure_log_file metrics_path scheme:=http,https
  enable_compression:flag body_size_limit:size sample_limit:count target_limit:count label_limit:count label_name_length_limit:count
  label_value_length_limit:count native_histogram_bucket_limit:count native_histogram_min_bucket_factor:any keep_dropped_targets:count
  metric_name_validation_scheme:=legacy,utf8 metric_name_escaping_scheme:=allow-utf-8,underscores,dots,values extra_scrape_metrics:flag
  relabel_configs:any metric_relabel_configs:any static_configs:any ${HTTP_CLIENT} ${DISCOVERIES.map((key) => `${key}:any`).join(' ')}
`);

function job(map: Readonly<Record<string, unknown>>, path: readonly string[]): Problem[] {
  const found = checkFields(map, FIELDS, path);
  const isMisspelt = Object.keys(map).some((key) => !Object.hasOwn(FIELDS, key));
  // The name may be the field that is misspelt.
  const unnamed = !isMisspelt && !map['job_name'] ? [problem(path, 'has no job_name', 'add it')] : [];
  return [
    ...found,
    ...unnamed,
    ...timing(map, path),
    ...protocols(map['scrape_protocols'], [...path, 'scrape_protocols']),
    ...DISCOVERIES.flatMap((key) => checkDiscovery(key, map[key], [...path, key])),
    ...targets(map['static_configs'], [...path, 'static_configs'], isRelabelled(map)),
    ...checkRelabelling(map['relabel_configs'], [...path, 'relabel_configs']),
    ...checkRelabelling(map['metric_relabel_configs'], [...path, 'metric_relabel_configs']),
  ];
}

/** Only where both stand here: the defaults of both are the server's. */
function timing(
  { scrape_interval: interval, scrape_timeout: timeout }: Readonly<Record<string, unknown>>,
  path: readonly string[],
) {
  const [longest, asked] = [parseDuration(interval), parseDuration(timeout)];
  if (longest === undefined || asked === undefined || longest === 0 || asked <= longest) return [];
  const message = `is ${textOf(timeout)}, longer than scrape_interval, ${textOf(interval)}`;
  return [problem([...path, 'scrape_timeout'], message, `write at most ${textOf(interval)}`)];
}

function protocols(given: unknown, path: readonly string[]): Problem[] {
  const known = PROTOCOLS.split(',');
  return (Array.isArray(given) ? given : []).flatMap((one, at) =>
    isTemplate(one) || known.includes(textOf(one)) ? [] : [notAmong([...path, String(at)], one, known)],
  );
}

/** Steps may make an address of anything: the blackbox exporter is given URLs. */
const isRelabelled = ({ relabel_configs: steps }: Readonly<Record<string, unknown>>) =>
  steps !== undefined && steps !== null && !(Array.isArray(steps) && steps.length === 0);

function targets(given: unknown, path: readonly string[], relabelled: boolean): Problem[] {
  const fixes = { list: 'put a dash before each entry: - targets: [HOST:PORT]', map: 'write targets: [HOST:PORT]' };
  return eachMap(given, path, fixes, (one, here) => {
    const unknown = Object.keys(one).filter((key) => key !== 'targets' && key !== 'labels');
    if (unknown.length > 0) return unknown.map((key) => unknownField(key, ['targets', 'labels'], here));
    const wrong = kindProblem(one['labels'], 'textMap', 'Prometheus');
    if (wrong) return [problem([...here, 'labels'], wrong.message, wrong.fix)];
    const { targets: hosts } = one;
    if (hosts === undefined || hosts === null || isTemplate(hosts)) return [];
    if (!Array.isArray(hosts))
      return [problem([...here, 'targets'], 'is no list', `write a list: [${JSON.stringify(hosts)}]`)];
    return hosts.flatMap((host, index) =>
      !relabelled && typeof host === 'string' && host.includes('/') && !isTemplate(host)
        ? [
            problem(
              [...here, 'targets', String(index)],
              `is ${JSON.stringify(host)}, and a target is host:port`,
              'put what is before the host into scheme, and what is behind it into metrics_path',
            ),
          ]
        : [],
    );
  });
}
