/** The flags that the programs of the monitoring stack know, from their sources, old and hidden ones included: they end at their start with any other one. */

export interface Program {
  readonly name: string;
  /** Where the stack's values have its arguments. */
  readonly args: string;
  /** Of its image in the values, and which one the flags are of. */
  readonly image: string;
  readonly version: string;
  readonly flags: ReadonlySet<string>;
}

const STACK = 'kube-prometheus-stack';

/** Lines of words. */
const words = (text: string) => new Set(text.trim().split(/\s+/));

export const PROGRAMS: readonly Program[] = [
  {
    name: 'Prometheus',
    args: `${STACK}.prometheus.prometheusSpec.additionalArgs`,
    image: `${STACK}.prometheus.prometheusSpec.image`,
    version: 'v3.14.0',
    flags: words(`
      agent alertmanager.drain-notification-queue-on-shutdown alertmanager.notification-batch-size alertmanager.notification-queue-capacity
      auto-gomaxprocs auto-gomemlimit auto-gomemlimit.ratio auto-gomemlimit.refresh-interval config.auto-reload config.auto-reload-interval
      config.file enable-feature help log.format log.level query.lookback-delta query.max-concurrency query.max-samples query.timeout
      rules.alert.for-grace-period rules.alert.for-outage-tolerance rules.alert.resend-delay rules.max-concurrent-evals scrape.adjust-timestamps
      scrape.discovery-reload-interval scrape.timestamp-tolerance storage.agent.checkpoint-batch-size
      storage.agent.checkpoint-from-in-memory-series storage.agent.no-lockfile storage.agent.path storage.agent.retention.max-time
      storage.agent.retention.min-time storage.agent.wal-compression storage.agent.wal-compression-type storage.agent.wal-segment-size
      storage.agent.wal-truncate-frequency storage.remote.flush-deadline storage.remote.read-concurrent-limit
      storage.remote.read-max-bytes-in-frame storage.remote.read-sample-limit storage.tsdb.allow-overlapping-compaction
      storage.tsdb.block-reload-interval storage.tsdb.delay-compact-file.path storage.tsdb.delayed-compaction.max-percent
      storage.tsdb.head-chunks-write-queue-size storage.tsdb.max-block-chunk-segment-size storage.tsdb.max-block-duration
      storage.tsdb.min-block-duration storage.tsdb.no-lockfile storage.tsdb.path storage.tsdb.retention.size storage.tsdb.retention.time
      storage.tsdb.samples-per-chunk storage.tsdb.wal-compression storage.tsdb.wal-compression-type storage.tsdb.wal-segment-size version
      web.config.file web.console.libraries web.console.templates web.cors.origin web.enable-admin-api web.enable-lifecycle
      web.enable-otlp-receiver web.enable-remote-write-receiver web.external-url web.listen-address web.max-connections
      web.max-notifications-subscribers web.page-title web.read-timeout web.remote-write-receiver.accepted-protobuf-messages web.route-prefix
      web.search.max-limit web.user-assets
    `),
  },
  {
    name: 'Alertmanager',
    args: `${STACK}.alertmanager.alertmanagerSpec.additionalArgs`,
    image: `${STACK}.alertmanager.alertmanagerSpec.image`,
    version: 'v0.34.0',
    flags: words(`
      alerts.gc-interval alerts.per-alertname-limit auto-gomemlimit.ratio cluster.advertise-address
      cluster.allow-insecure-public-advertise-address-discovery cluster.gossip-interval cluster.label cluster.listen-address cluster.peer
      cluster.peer-name cluster.peer-timeout cluster.peers-resolve-timeout cluster.probe-interval cluster.probe-timeout cluster.pushpull-interval
      cluster.reconnect-interval cluster.reconnect-timeout cluster.settle-timeout cluster.tcp-timeout cluster.tls-config config.file
      data.maintenance-interval data.retention dispatch.maintenance-interval dispatch.start-delay enable-feature help log.format log.level
      log.silences rules.alert.resend-delay silences.max-silence-size-bytes silences.max-silences storage.path version web.config.file
      web.cors.origin web.external-url web.get-concurrency web.listen-address web.route-prefix web.systemd-socket web.timeout
    `),
  },
  {
    name: 'the operator',
    args: `${STACK}.prometheusOperator.extraArgs`,
    image: `${STACK}.prometheusOperator.image`,
    version: 'v0.93.1',
    flags: words(`
      alertmanager-config-namespaces alertmanager-default-base-image alertmanager-instance-namespaces alertmanager-instance-selector annotations
      apiserver as auto-gomemlimit-ratio ca-file cert-file cluster-domain config-reloader-cpu-limit config-reloader-cpu-request
      config-reloader-memory-limit config-reloader-memory-request configmap-field-selector configmap-label-selector controller-id deny-namespaces
      disable-unmanaged-prometheus-configuration enable-config-reloader-probes feature-gates key-file kubelet-endpoints kubelet-endpointslice
      kubelet-http-metrics kubelet-node-address-priority kubelet-selector kubelet-service kubelet-sync-period labels localhost log-format
      log-level namespaces prometheus-config-reloader prometheus-default-base-image prometheus-instance-namespaces prometheus-instance-selector
      repair-policy-for-statefulsets secret-field-selector secret-label-selector short-version thanos-default-base-image
      thanos-ruler-instance-namespaces thanos-ruler-instance-selector tls-insecure version watch-referenced-objects-in-all-namespaces
      web.cert-file web.client-ca-file web.enable-http2 web.enable-tls web.key-file web.listen-address web.tls-cipher-suites web.tls-curves
      web.tls-min-version web.tls-reload-interval
    `),
  },
  {
    name: 'kube-state-metrics',
    args: `${STACK}.kube-state-metrics.extraArgs`,
    image: `${STACK}.kube-state-metrics.image`,
    version: 'v2.20.0',
    flags: words(`
      add_dir_header alsologtostderr alsologtostderrthreshold apiserver auth-filter auto-gomemlimit auto-gomemlimit-ratio config
      continue-without-config continue-without-custom-resource-state-config-file custom-resource-state-config custom-resource-state-config-file
      custom-resource-state-only enable-gzip-encoding help host kubeconfig legacy_stderr_threshold_behavior log_backtrace_at log_dir log_file
      log_file_max_size logtostderr metric-allowlist metric-annotations-allowlist metric-denylist metric-labels-allowlist metric-opt-in-list
      namespaces namespaces-denylist node object-limit one_output pod pod-namespace port resources server-idle-timeout server-read-header-timeout
      server-read-timeout server-write-timeout shard skip_headers skip_log_headers stderrthreshold telemetry-host telemetry-port tls-config
      total-shards track-unscheduled-pods use-apiserver-cache v vmodule
    `),
  },
  {
    name: 'node-exporter',
    args: `${STACK}.prometheus-node-exporter.extraArgs`,
    image: `${STACK}.prometheus-node-exporter.image`,
    version: 'v1.12.1',
    flags: words(`
      collector.diskstats.ignored-devices collector.filesystem.ignored-fs-types collector.filesystem.ignored-mount-points
      collector.arp collector.arp.device-exclude collector.arp.device-include collector.arp.netlink collector.bcache collector.bcache.priority
      collector.bcache.priorityStats collector.bonding collector.boottime collector.btrfs collector.buddyinfo collector.cgroups
      collector.conntrack collector.cpu collector.cpu.guest collector.cpu.info collector.cpu.info.bugs-include collector.cpu.info.flags-include
      collector.cpu_vulnerabilities collector.cpufreq collector.devstat collector.disable-defaults collector.diskstats
      collector.diskstats.device-exclude collector.diskstats.device-include collector.dmi collector.dmmultipath collector.drbd collector.drm
      collector.edac collector.entropy collector.ethtool collector.ethtool.device-exclude collector.ethtool.device-include
      collector.ethtool.metrics-include collector.exec collector.fibrechannel collector.filefd collector.filesystem
      collector.filesystem.fs-types-exclude collector.filesystem.fs-types-include collector.filesystem.mount-points-exclude
      collector.filesystem.mount-points-include collector.filesystem.mount-timeout collector.filesystem.stat-workers collector.hwmon
      collector.hwmon.chip-exclude collector.hwmon.chip-include collector.hwmon.sensor-exclude collector.hwmon.sensor-include collector.infiniband
      collector.infiniband.device-exclude collector.infiniband.device-include collector.interrupts collector.interrupts.include-zeros
      collector.interrupts.name-exclude collector.interrupts.name-include collector.ipvs collector.ipvs.backend-labels collector.kernel_hung
      collector.ksmd collector.lnstat collector.loadavg collector.logind collector.mdadm collector.meminfo collector.meminfo_numa
      collector.mountstats collector.netclass collector.netclass.ignore-invalid-speed collector.netclass.ignored-devices
      collector.netclass.netlink collector.netclass_rtnl.with-stats collector.netdev collector.netdev.address-info
      collector.netdev.device-blacklist collector.netdev.device-exclude collector.netdev.device-include collector.netdev.device-whitelist
      collector.netdev.enable-detailed-metrics collector.netdev.label-ifalias collector.netdev.netlink collector.netinterface collector.netisr
      collector.netstat collector.netstat.fields collector.network_route collector.nfs collector.nfsd collector.ntp collector.ntp.ip-ttl
      collector.ntp.local-offset-tolerance collector.ntp.max-distance collector.ntp.protocol-version collector.ntp.server
      collector.ntp.server-is-local collector.ntp.server-port collector.nvme collector.nvmesubsystem collector.os collector.partition
      collector.pcidevice collector.pcidevice.idsfile collector.pcidevice.names collector.perf collector.perf.cache-profilers collector.perf.cpus
      collector.perf.disable-cache-profilers collector.perf.disable-hardware-profilers collector.perf.disable-software-profilers
      collector.perf.hardware-profilers collector.perf.software-profilers collector.perf.tracepoint collector.powersupply.ignored-supplies
      collector.powersupplyclass collector.pressure collector.processes collector.qdisc collector.qdisc.device-exclude
      collector.qdisc.device-include collector.qdisc.fixtures collector.qdisk.device-exclude collector.qdisk.device-include collector.rapl
      collector.rapl.enable-zone-label collector.runit collector.runit.servicedir collector.schedstat collector.selinux collector.slabinfo
      collector.slabinfo.slabs-exclude collector.slabinfo.slabs-include collector.sockstat collector.softirqs collector.softnet collector.stat
      collector.stat.softirq collector.supervisord collector.supervisord.url collector.swap collector.sysctl collector.sysctl.include
      collector.sysctl.include-info collector.systemd collector.systemd.enable-restarts-metrics collector.systemd.enable-start-time-metrics
      collector.systemd.enable-task-metrics collector.systemd.private collector.systemd.unit-blacklist collector.systemd.unit-exclude
      collector.systemd.unit-include collector.systemd.unit-whitelist collector.tapestats collector.tapestats.ignored-devices collector.tcpstat
      collector.textfile collector.textfile.directory collector.thermal_zone collector.time collector.timex collector.udp_queues collector.uname
      collector.vmstat collector.vmstat.fields collector.watchdog collector.wifi collector.wifi.fixtures collector.xfrm collector.xfs
      collector.zfs collector.zoneinfo help log.format log.level path.procfs path.rootfs path.sysfs path.udev.data runtime.gomaxprocs version
      web.config.file web.disable-exporter-metrics web.listen-address web.max-requests web.systemd-socket web.telemetry-path
    `),
  },
];
