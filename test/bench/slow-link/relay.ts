import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { ethernetBytes, fillChecksum, vxlanBytes } from './checksum.ts';
import type { RelayCounts, RelayTask } from './messages.ts';
import { Wire } from './wire.ts';

// The line itself, in a process and a network namespace of its own: two tunnels end here, and every packet
// of one comes out of the other when and if the line lets it.
const wires: Wire[] = [];

process.on('message', (message: RelayTask | 'cut' | 'mend' | 'counts') => {
  if (message === 'cut' || message === 'mend')
    for (const wire of wires) wire.isCut = message === 'cut';
  else if (message === 'counts') {
    const counts: RelayCounts = {
      down: countsOf(wires[0]),
      up: countsOf(wires[1]),
    };
    process.send?.(counts);
  } else void begin(message).then(() => process.send?.('ready'));
});
process.on('disconnect', () => process.exit());
process.send?.('here');

async function begin({ ends, wire: options, seed }: RelayTask): Promise<void> {
  const sockets = ends.map(() => createSocket('udp4'));
  for (const [i, socket] of sockets.entries()) {
    const wire = new Wire(options, seed + i);
    wires.push(wire);
    const [other, otherEnd] = [sockets[1 - i], ends[1 - i]];
    socket.on('message', (packet) => {
      const now = performance.now();
      const at = wire.send(packet.length - vxlanBytes - ethernetBytes, now);
      if (at === null || other === undefined || otherEnd === undefined) return;
      fillChecksum(packet);
      setTimeout(() => other.send(packet, otherEnd.tunnelPort, otherEnd.address), at - now);
    });
    socket.bind(ends[i]?.relayPort);
  }
  await Promise.all(sockets.map((socket) => once(socket, 'listening')));
}

const countsOf = (wire: Wire | undefined) => ({
  bytes: wire?.bytes ?? 0,
  packets: wire?.packets ?? 0,
  lostPackets: wire?.lostPackets ?? 0,
});
