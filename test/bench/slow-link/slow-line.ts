import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RelayCounts, RelayTask } from './messages.ts';
import type { WireOptions } from './wire.ts';

const run = promisify(execFile);

/** Where a device finds the hub: a loopback address, which the hub's own doors are open for without TLS. */
export const hubHost = '127.77.0.1';

/** The hub's end and the device's: each has a cable to the relay, and a tunnel in it that the relay passes on. */
const sides = [
  { cable: ['10.78.1.1', '10.78.1.2'], tunnel: '10.77.0.1', mac: '02:00:00:00:00:01', port: 7101 },
  { cable: ['10.78.2.1', '10.78.2.2'], tunnel: '10.77.0.2', mac: '02:00:00:00:00:02', port: 7102 },
] as const;
const [hubSide, deviceSide] = sides;
type Side = (typeof sides)[number];
const tunnelPort = 4789;

/**
 * A slow, lossy line between this process's network namespace and one for a device: real TCP over real
 * packets, and the kernel needs neither netem nor a module for it, only VXLAN. Needs CAP_NET_ADMIN and a
 * network namespace of this process's own, which nobody else's packets are in.
 */
export class SlowLine {
  private readonly relay: ChildProcess;
  private readonly device: ChildProcess;

  private constructor(relay: ChildProcess, device: ChildProcess) {
    this.relay = relay;
    this.device = device;
  }

  static async lay(wire: WireOptions, seed: number): Promise<SlowLine> {
    const relay = spawn(
      'unshare',
      ['-n', process.execPath, join(import.meta.dirname, 'relay.ts')],
      {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    );
    const device = spawn('unshare', ['-n', 'cat'], { stdio: ['pipe', 'pipe', 'inherit'] });
    process.once('exit', () => {
      relay.kill();
      device.kill();
    });
    await once(relay, 'message');
    // `cat` answers once it is in its namespace.
    device.stdin?.write('here\n');
    await once(device.stdout ?? device, 'data');
    const line = new SlowLine(relay, device);
    await line.connect();
    const ready = once(relay, 'message');
    const end = ({ cable: [address], port }: Side) => ({ address, tunnelPort, relayPort: port });
    const task: RelayTask = { ends: [end(hubSide), end(deviceSide)], wire, seed };
    relay.send(task);
    await ready;
    return line;
  }

  /** What runs a program at the device's end; it becomes that program. */
  get enter(): readonly [string, ...string[]] {
    return ['nsenter', '--net', '--target', String(this.device.pid)];
  }

  cut(): void {
    this.relay.send('cut');
  }

  mend(): void {
    this.relay.send('mend');
  }

  async counts(): Promise<RelayCounts> {
    const answer = once(this.relay, 'message');
    this.relay.send('counts');
    const [counts]: RelayCounts[] = await answer;
    if (counts === undefined) throw new Error('the relay said nothing');
    return counts;
  }

  async end(): Promise<void> {
    const ended = [once(this.relay, 'exit'), once(this.device, 'exit')];
    this.relay.kill();
    this.device.kill();
    await Promise.all(ended);
  }

  private async connect(): Promise<void> {
    await run('ip', ['link', 'set', 'lo', 'up']);
    const relayPid = String(this.relay.pid);
    // The device's first: its end of the cable leaves this namespace, and its name is free again.
    for (const side of [deviceSide, hubSide]) {
      const pid = side === hubSide ? null : String(this.device.pid);
      const far = `far${side.port}`;
      const [near, nearRelay] = side.cable;
      await run('ip', ['link', 'add', 'near', 'type', 'veth', 'peer', 'name', far]);
      await run('ip', ['link', 'set', far, 'netns', relayPid]);
      if (pid !== null) await run('ip', ['link', 'set', 'near', 'netns', pid]);
      await inside(
        relayPid,
        `ip addr add ${nearRelay}/24 dev ${far} && ip link set ${far} mtu 1600 up`,
      );
      await inside(pid, tunnelOf(side, near, nearRelay));
    }
    await inside(String(this.device.pid), routeToHub);
  }
}

/** No offloads in the tunnel: every segment is a packet of its own, as on a modem. */
function tunnelOf(side: Side, near: string, relay: string): string {
  const other = side === hubSide ? deviceSide : hubSide;
  return [
    'ip link set lo up',
    `ip addr add ${near}/24 dev near`,
    'ip link set near mtu 1600 up',
    `ip link add slow type vxlan id 7 dstport ${tunnelPort} nolearning`,
    `bridge fdb append 00:00:00:00:00:00 dev slow dst ${relay} port ${side.port}`,
    `ip link set slow address ${side.mac} mtu 1500 gso_max_segs 1 up`,
    `ip addr add ${side.tunnel}/30 dev slow`,
    `ip neigh replace ${other.tunnel} lladdr ${other.mac} dev slow nud permanent`,
    `ip route replace ${other.tunnel} dev slow src ${side.tunnel} congctl cubic`,
    'echo 1 > /proc/sys/net/ipv4/conf/slow/route_localnet',
  ].join(' && ');
}

/** In the device's namespace the hub's loopback address is at the other end of the line. */
const routeToHub = [
  'ip addr del 127.0.0.1/8 dev lo',
  'ip addr add 127.0.0.1/32 dev lo',
  `ip route add ${hubHost} via ${hubSide.tunnel} dev slow src ${deviceSide.tunnel} congctl cubic`,
].join(' && ');

const inside = (pid: string | null, commands: string) =>
  pid === null
    ? run('sh', ['-c', commands])
    : run('nsenter', ['--net', '--target', pid, 'sh', '-c', commands]);
