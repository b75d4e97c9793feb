/** The fields of the Engine's create call, by the documentation of its API (1.48). */
export const CREATE_FIELDS: ReadonlySet<string> = new Set(
  `name platform Hostname Domainname User AttachStdin AttachStdout AttachStderr ExposedPorts Tty OpenStdin StdinOnce Env
  Cmd Healthcheck ArgsEscaped Image Volumes WorkingDir Entrypoint NetworkDisabled MacAddress OnBuild Labels StopSignal
  StopTimeout Shell HostConfig NetworkingConfig`.split(/\s+/),
)

/** The fields of its `HostConfig`. */
export const HOST_FIELDS: ReadonlySet<string> = new Set(
  `CpuShares Memory CgroupParent BlkioWeight BlkioWeightDevice BlkioDeviceReadBps BlkioDeviceWriteBps BlkioDeviceReadIOps
  BlkioDeviceWriteIOps CpuPeriod CpuQuota CpuRealtimePeriod CpuRealtimeRuntime CpusetCpus CpusetMems Devices
  DeviceCgroupRules DeviceRequests KernelMemory KernelMemoryTCP MemoryReservation MemorySwap MemorySwappiness NanoCpus
  OomKillDisable Init PidsLimit Ulimits CpuCount CpuPercent IOMaximumIOps IOMaximumBandwidth Binds ContainerIDFile
  LogConfig NetworkMode PortBindings RestartPolicy AutoRemove VolumeDriver VolumesFrom Mounts ConsoleSize Annotations
  CapAdd CapDrop CgroupnsMode Dns DnsOptions DnsSearch ExtraHosts GroupAdd IpcMode Cgroup Links OomScoreAdj PidMode
  Privileged PublishAllPorts ReadonlyRootfs SecurityOpt StorageOpt Tmpfs UTSMode UsernsMode ShmSize Sysctls Runtime
  Isolation MaskedPaths ReadonlyPaths`.split(/\s+/),
)

/** The Engine's names for what Docker Compose and the `docker` command call otherwise; without `_` and `-`. */
export const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['environment', 'Env'],
  ['command', 'Cmd'],
  ['workdir', 'WorkingDir'],
  ['stdinopen', 'OpenStdin'],
  ['interactive', 'OpenStdin'],
  ['stopgraceperiod', 'StopTimeout'],
  ['expose', 'ExposedPorts'],
  ['label', 'Labels'],
  ['network', 'NetworkMode'],
  ['net', 'NetworkMode'],
  ['ipc', 'IpcMode'],
  ['pid', 'PidMode'],
  ['uts', 'UTSMode'],
  ['userns', 'UsernsMode'],
  ['cgroup', 'CgroupnsMode'],
  ['memlimit', 'Memory'],
  ['memreservation', 'MemoryReservation'],
  ['memswaplimit', 'MemorySwap'],
  ['memswappiness', 'MemorySwappiness'],
  ['cpuset', 'CpusetCpus'],
  ['cpus', 'NanoCpus'],
  ['readonly', 'ReadonlyRootfs'],
  ['restart', 'RestartPolicy'],
  ['ports', 'PortBindings'],
  ['publish', 'PortBindings'],
  ['addhost', 'ExtraHosts'],
  ['device', 'Devices'],
  ['dnsopt', 'DnsOptions'],
  ['logging', 'LogConfig'],
  ['logdriver', 'LogConfig'],
  ['mount', 'Mounts'],
  ['ulimit', 'Ulimits'],
  ['rm', 'AutoRemove'],
])
