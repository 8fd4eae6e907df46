// helm test: Prometheus has every expected target up, and none twice; Redis says that it has one primary, and replicas; Prometheus
// has loaded this release's rules and can evaluate them.
const { PROMETHEUS_URL, NAMESPACE, EXPECTED_TARGETS, RULE_GROUPS } = process.env;
const DEADLINE_MS = 180_000; // the operator, Prometheus' reload and a scrape each take their time

async function ask(path) {
  const response = await fetch(`${PROMETHEUS_URL}/api/v1/${path}`, { signal: AbortSignal.timeout(5000) });
  if (!response.ok) throw new Error(`${PROMETHEUS_URL} responded with ${response.status}`);
  return (await response.json()).data;
}

async function activeTargets() {
  return (await ask('targets?state=active')).activeTargets.filter((target) => target.labels.namespace === NAMESPACE);
}

// RULE_GROUPS is what their names begin with; empty when the release has no rules.
async function ruleGroups() {
  if (!RULE_GROUPS) return [];
  return (await ask('rules')).groups.filter((group) => group.name.startsWith(RULE_GROUPS));
}

function ruleShortcomings(groups) {
  if (!RULE_GROUPS) return [];
  if (groups.length === 0)
    return [
      `Prometheus has no rule group ${RULE_GROUPS}*: its ruleSelector must select the labels in monitoring.labels`,
    ];
  return groups.flatMap(({ name, rules }) =>
    rules
      .filter((rule) => rule.health !== 'ok')
      .map((rule) => `${name}: ${rule.name}: ${rule.lastError || 'not evaluated yet'}`),
  );
}

function shortcomings(targets, expected) {
  const found = [];
  for (const { job, atLeast, exact } of expected) {
    const of = targets.filter((t) => t.labels.job === job);
    const up = of.filter((t) => t.health === 'up');
    const pods = new Set(of.map((t) => t.labels.pod));
    if (up.length < atLeast)
      found.push(
        `${job}: ${up.length} of ${atLeast} targets up${of.map((t) => (t.lastError ? `; ${t.labels.pod}: ${t.lastError}` : '')).join('')}`,
      );
    if (exact && of.length > atLeast) found.push(`${job}: ${of.length} targets, expected ${atLeast}`);
    if (pods.size !== of.length) found.push(`${job}: a pod is scraped twice`);
  }
  return found;
}

// No label of a target tells the primary from its replicas: which is which changes, and Redis itself says it.
async function roleShortcomings(expected) {
  const found = [];
  for (const { job, roles, exact } of expected.filter((each) => each.roles)) {
    const query = `group by (pod, role) (redis_instance_info{namespace="${NAMESPACE}",job="${job}"})`;
    const { result } = await ask(`query?query=${encodeURIComponent(query)}`);
    for (const [role, number] of Object.entries(roles)) {
      const pods = result.filter(({ metric }) => metric.role === role).map(({ metric }) => metric.pod);
      const enough = exact || role === 'master' ? pods.length === number : pods.length >= number;
      if (!enough)
        found.push(
          `${job}: ${pods.length} pods say role:${role}, expected ${number}: ${pods.sort().join(', ') || 'none'}`,
        );
    }
  }
  return found;
}

async function main() {
  const expected = JSON.parse(EXPECTED_TARGETS);
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    let problems;
    let groups = [];
    try {
      groups = await ruleGroups();
      problems = [
        ...shortcomings(await activeTargets(), expected),
        ...(await roleShortcomings(expected)),
        ...ruleShortcomings(groups),
      ];
    } catch (error) {
      problems = [`Prometheus at ${PROMETHEUS_URL} doesn't respond: ${error.cause?.message ?? error.message}`];
    }
    if (problems.length === 0) {
      if (RULE_GROUPS) console.log(`ok: ${groups.flatMap(({ rules }) => rules).length} rules loaded and healthy`);
      break;
    }
    if (Date.now() > deadline) throw new Error(problems.join('\n'));
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
  for (const { job, atLeast, roles } of expected) {
    const said = roles ? `: ${roles.master} primary, ${roles.slave} replicas` : '';
    console.log(`ok: ${job}: ${atLeast} targets up${said}`);
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(`failed: ${error.message}`);
    process.exit(1);
  },
);
